"""Charts as SVG that a server draws: real text, no script, colours by class so that a stylesheet gives
them for light, dark and paper. Nothing here knows what is counted or how anything is called.

`scales` turns counts into ticks and shades, `area` draws growth, `world` a map. Each chart has a title
and a description for who cannot see it; the page puts a table of the same numbers beside it.
"""
