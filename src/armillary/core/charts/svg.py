"""Elements of SVG as text, with everything escaped that others wrote."""

from html import escape


def element(name: str, *inside: str, **attributes: str | float) -> str:
    """An element around what is markup already. `class_` stands for `class`, `_` for a hyphen."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def words(text: str, name: str = "text", **attributes: str | float) -> str:
    """An element around a text."""
    return element(name, escape(text, quote=False), **attributes)


def named(key: str, title: str, description: str) -> str:
    """What the chart `key` is called and what it shows, for assistive technology."""
    return words(title, "title", id=f"{key}-title") + words(description, "desc", id=f"{key}-text")


def naming(key: str) -> str:
    """The value of `aria-labelledby` for what `named` has written."""
    return f"{key}-title {key}-text"
