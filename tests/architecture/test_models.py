"""Models as the design wants them: no foreign key points up, migrations are told apart by name."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

ROOT = Path(__file__).parents[2]
MIGRATIONS = sorted(
    path
    for path in (ROOT / "src" / "armillary").glob("*/migrations/*.py")
    if path.name != "__init__.py"
)


def heights() -> dict[str, int]:
    """How high each context stands, from the contract in pyproject.toml; core is low."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = document["tool"]["importlinter"]["contracts"]
    [layers] = [each["layers"] for each in contracts if each["id"] == "layers"]
    return {
        context.strip(): height
        for height, layer in enumerate(reversed(layers))
        for context in layer.split("|")
    }


def upward(known: Iterable[type[models.Model]]) -> list[str]:
    """Links from a model of ours to one of a context above or beside it."""
    height = heights()
    return sorted(
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in known
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.Field) and field.remote_field is not None
        if model._meta.app_label in height
        if _is_above(field.related_model._meta.app_label, model._meta.app_label, height)
    )


def _is_above(target: str, own: str, height: dict[str, int]) -> bool:
    return target != own and target in height and height[target] >= height[own]


def test_no_link_between_models_points_up():
    assert upward(apps.get_models(include_auto_created=True)) == []


@isolate_apps("armillary.people")
@pytest.mark.parametrize("link", [models.ForeignKey, models.OneToOneField, models.ManyToManyField])
@pytest.mark.parametrize(
    ("own", "target", "points_up"),
    [
        ("people", "catalogue.Resource", True),
        ("vocabularies", "notices.Notice", True),
        ("review", "catalogue.Resource", True),
        ("harvest", "catalogue.Resource", False),
        ("catalogue", "catalogue.Resource", False),
        ("catalogue", "people.Person", False),
    ],
)
def test_a_link_that_points_up_is_seen(link: Any, own: str, target: str, points_up: bool):
    options = {} if link is models.ManyToManyField else {"on_delete": models.CASCADE}
    body = {
        "__module__": __name__,
        "__qualname__": "Planted",
        "Meta": type("Meta", (), {"app_label": own}),
        "link": link(apps.get_model(target), related_name="+", **options),
    }
    planted = type("Planted", (models.Model,), body)
    found = [f"{own}.Planted.link → {target}"] if points_up else []
    assert upward([planted]) == found


def test_every_app_of_ours_has_a_height():
    ours = {
        config.label for config in apps.get_app_configs() if config.name.startswith("armillary.")
    }
    assert ours - set(heights()) == set()


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_migrations_have_telling_names(path: Any):
    number, _, name = path.stem.partition("_")
    assert number.isdigit()
    assert name
    assert "auto" not in name.split("_")
    assert name != "initial"


def test_migrations_of_a_context_stand_in_one_line():
    numbers = [(path.parts[-3], path.name.split("_")[0]) for path in MIGRATIONS]
    assert len(numbers) == len(set(numbers))


@pytest.mark.django_db
def test_models_and_migrations_agree(capsys: pytest.CaptureFixture[str]):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    assert capsys.readouterr().out.strip() == "No changes detected"
