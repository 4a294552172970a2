"""What stands in the managed fields of a slide now; nothing is changed by reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from litwatch.slides.fields import chart_text
from litwatch.slides.inplace.finding import shapes_of
from litwatch.slides.placeholders import body_of
from litwatch.slides.tags import notes_line, shape_name

_EMPHASIS = ("b", "i", "u", "strike", "baseline", "sz")


@dataclass(frozen=True)
class Seen:
    """A field's text, None without its shape. `touched`: single words are set off or linked."""

    text: str | None
    touched: bool = False


@dataclass(frozen=True)
class Shapes:
    """The shapes of a slide's managed fields; None where there is none."""

    title: Any
    body: Any
    mark: Any
    badges: Any
    source: Any
    banner: Any
    notice: Any
    chart: Any
    frame: Any


def find_shapes(slide: Any, key: str) -> Shapes:
    """Placeholders by their kind, the others by their name, wherever the trainer put them."""
    named: dict[str, Any] = {}
    for shape in shapes_of(slide):
        named.setdefault(shape.name, shape)

    def of(part: str) -> Any:
        return named.get(shape_name(key, part))

    return Shapes(
        title=slide.shapes.title,
        body=body_of(slide),
        mark=of("mark"),
        badges=of("badges"),
        source=of("source"),
        banner=of("banner"),
        notice=of("notice"),
        chart=of("chart"),
        frame=of("frame"),
    )


def read_fields(shapes: Shapes) -> dict[str, Seen]:
    """The fields of one slide by name, but for the notes."""
    unit = [shape for shape in (shapes.mark, shapes.badges) if shape is not None]
    badges = Seen(
        "\n".join(shape.text_frame.text for shape in unit) if unit else None,
        any(_touched(shape) for shape in unit),
    )
    return {
        "title": _text(shapes.title),
        "body": _text(shapes.body),
        "badges": badges,
        "source": _text(shapes.source),
        "banner": _text(shapes.banner),
        "notice": _text(shapes.notice),
        "chart": Seen(_chart(shapes.chart)),
        "frame": Seen(None if shapes.frame is None else "draft"),
    }


def read_notes(slide: Any, key: str) -> list[str] | None:
    """The paragraphs of the notes but for the key's line; None without notes."""
    if not slide.has_notes_slide or (frame := slide.notes_slide.notes_text_frame) is None:
        return None
    lines = [paragraph.text for paragraph in frame.paragraphs]
    return [line for line in lines if line.strip() != notes_line(key)]


def _text(shape: Any) -> Seen:
    if shape is None or not shape.has_text_frame:
        return Seen(None)
    return Seen(shape.text_frame.text, _touched(shape))


def _touched(shape: Any) -> bool:
    """Whether some words look unlike the others of their paragraph, or are links or fields."""
    for paragraph in shape.text_frame._txBody.iterchildren(qn("a:p")):
        if paragraph.find(qn("a:fld")) is not None:
            return True
        looks: list[tuple[object, ...]] = []
        for run in paragraph.iterchildren(qn("a:r")):
            text = run.find(qn("a:t"))
            if text is None or not (text.text or "").strip():
                continue
            properties = run.find(qn("a:rPr"))
            if properties is not None and properties.find(qn("a:hlinkClick")) is not None:
                return True
            look = _look(properties)
            if not looks or looks[-1] != look:
                looks.append(look)
        if len(looks) > 1 and not _labelled(looks):
            return True
    return False


def _labelled(looks: list[tuple[object, ...]]) -> bool:
    """A bold label and then plain words, as litwatch itself sets them."""
    first, *rest = looks
    return len(rest) == 1 and first[0] == "1" and first[1:] == rest[0][1:]


def _look(properties: Any) -> tuple[object, ...]:
    if properties is None:
        return ()
    marks = tuple(properties.get(name) for name in _EMPHASIS)
    latin = properties.find(qn("a:latin"))
    fill = properties.find(qn("a:solidFill"))
    colour = None if fill is None else tuple(one.get("val") for one in fill)
    highlight = properties.find(qn("a:highlight")) is not None
    return (*marks, None if latin is None else latin.get("typeface"), colour, highlight)


def _chart(shape: Any) -> str | None:
    if shape is None or not getattr(shape, "has_chart", False):
        return None
    plot = shape.chart.plots[0]
    values = plot.series[0].values if len(plot.series) else ()
    return chart_text(
        [
            (str(name), int(value) if value is not None and float(value).is_integer() else value)
            for name, value in zip(plot.categories, values, strict=False)
        ]
    )
