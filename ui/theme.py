"""How the app looks: dark blue on white, the fonts of the reader's own system, the same by day and by night."""

from __future__ import annotations

from importlib.resources import files

from gradio.themes import Base, Color

_FONTS = ("Calibri", "Carlito", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("Consolas", "Liberation Mono", "monospace")

# The dark blue of the reports, from the palest tint to the darkest shade.
_NAVY = Color(
    name="navy",
    c50="#f1f5f9",
    c100="#dfe9f2",
    c200="#c3d5e5",
    c300="#98b6d0",
    c400="#6690b5",
    c500="#386b98",
    c600="#1b4b72",
    c700="#17405f",
    c800="#17324d",
    c900="#10243a",
    c950="#0a1826",
)
_GREY = Color(
    name="steel",
    c50="#f6f8fa",
    c100="#eef1f4",
    c200="#d5dde5",
    c300="#b9c4cf",
    c400="#7d8a97",
    c500="#56616c",
    c600="#46515b",
    c700="#343e47",
    c800="#26313b",
    c900="#1d2730",
    c950="#11181e",
)


def theme() -> Base:
    """A Gradio theme without outside fonts, whose night version equals its day version."""
    made = Base(
        primary_hue=_NAVY,
        secondary_hue=_NAVY,
        neutral_hue=_GREY,
        font=_FONTS,
        font_mono=_MONO,
        radius_size="sm",
        text_size="lg",
    ).set(
        body_background_fill="#ffffff",
        body_text_color="#1d2730",
        body_text_color_subdued="#56616c",
        block_background_fill="#ffffff",
        border_color_primary="#7d8a97",
        block_border_color="#b9c4cf",
        block_label_text_color="#17324d",
        block_label_background_fill="#ffffff",
        block_title_text_color="#17324d",
        block_title_text_weight="600",
        block_info_text_color="#56616c",
        input_background_fill="#ffffff",
        input_border_width="1px",
        input_border_color="#7d8a97",
        input_border_color_focus="#1b4b72",
        input_placeholder_color="#56616c",
        checkbox_border_color="#56616c",
        checkbox_background_color_selected="#1b4b72",
        checkbox_border_color_selected="#1b4b72",
        checkbox_label_background_fill="#ffffff",
        checkbox_label_background_fill_selected="#dfe9f2",
        checkbox_label_text_color_selected="#10243a",
        button_primary_background_fill="#1b4b72",
        button_primary_background_fill_hover="#10243a",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_hover="#dfe9f2",
        button_secondary_border_color="#1b4b72",
        button_secondary_text_color="#17324d",
        button_border_width="1px",
    )
    for name in [each for each in vars(made) if each.endswith("_dark")]:
        setattr(made, name, getattr(made, name.removesuffix("_dark"), None))
    return made


def style() -> str:
    """The style sheets of the app's own parts: what all pages share first, then those of the pages."""
    names = sorted(each.name for each in (files("ui") / "assets").iterdir() if each.name.endswith(".css"))
    return "\n".join(asset(name) for name in sorted(names, key=lambda name: name != "app.css"))


def asset(name: str) -> str:
    """A style sheet or script that is shipped with the app."""
    return (files("ui") / "assets" / name).read_text(encoding="utf-8")
