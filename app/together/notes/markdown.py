"""A note as Markdown (CommonMark with GitHub's tables, task lists and strike-through)."""

import re
from collections.abc import Callable, Iterable, Sequence

from app.together.notes.documents import merged
from app.together.notes.tree import MENTION, Node, Span, blocks_of, doc_of

Part = Node | Span
SAFE = ("http://", "https://", "mailto:")  # an export must not carry scripts
SPECIAL = re.compile(r"([\\`*_\[\]<>~|])")
# What would turn a line into a heading, a list or a quote where it was none.
LEADING = re.compile(
    r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|=+\s*$|-{3,}\s*$|\d+(?=[.)]\s))", re.MULTILINE
)


def markdown_of(updates: Sequence[bytes]) -> str:
    """What a note that consists of these updates says."""
    return markdown(blocks_of(doc_of(merged(updates))))


def markdown(blocks: Iterable[Part]) -> str:
    """The document as Markdown, ending with a line break; empty if it says nothing."""
    text = _blocks(blocks).strip("\n")
    return f"{text}\n" if text else ""


def _blocks(parts: Iterable[Part]) -> str:
    return "\n\n".join(text for part in parts if (text := _block(part)).strip())


def _block(part: Part) -> str:
    if isinstance(part, Span):
        return _line([part])
    write = BLOCKS.get(part.name)
    if write:
        return write(part)
    return _blocks(part.children) if _holds_blocks(part) else _line(part.children)


def _holds_blocks(node: Node) -> bool:
    return any(isinstance(child, Node) and child.name not in INLINE for child in node.children)


def _paragraph(node: Node) -> str:
    return LEADING.sub(_escaped_start, _line(node.children))


def _escaped_start(found: re.Match[str]) -> str:
    # A number's full stop is what makes a list of it: "1\. January".
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


def _heading(node: Node) -> str:
    level = node.attributes.get("level")
    depth = int(level) if isinstance(level, int | float) and 1 <= level <= 6 else 1
    return f"{'#' * depth} {_line(node.children).replace(chr(10), ' ')}"


def _quote(node: Node) -> str:
    return _prefixed(_blocks(node.children), "> ", "> ")


def _code_block(node: Node) -> str:
    text = "".join(child.text for child in node.children if isinstance(child, Span))
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{node.attribute('language')}\n{text}\n{fence}"


def _list(node: Node) -> str:
    start = node.attributes.get("start")
    number = int(start) if isinstance(start, int | float) else 1
    items: list[str] = []
    for child in node.children:
        if not isinstance(child, Node):
            continue
        mark = f"{number}. " if node.name == "orderedList" else "- "
        box = f"[{'x' if child.attributes.get('checked') else ' '}] " * (child.name == "taskItem")
        items.append(_prefixed(_item(child), mark + box, " " * len(mark)))
        number += 1
    return "\n".join(items)


def _item(node: Node) -> str:
    """Tight where it is a line with lists below it, as people write them."""
    text = ""
    for child in node.children:
        block = _block(child)
        below = isinstance(child, Node) and child.name in LISTS
        text += block if not text else ("\n" if below else "\n\n") + block
    return text


def _table(node: Node) -> str:
    rows = [
        [_cell(cell) for cell in row.children if isinstance(cell, Node)]
        for row in node.children
        if isinstance(row, Node)
    ]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    # Markdown's tables begin with a heading row.
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _cell(node: Node) -> str:
    return _blocks(node.children).replace("\n\n", "<br>").replace("\\\n", "<br>").replace("\n", " ")


def _image(node: Node) -> str:
    name = node.attribute("alt") or "image"
    return f"![{_escaped(name)}](<{_address(name)}>)"


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


def _address(text: str) -> str:
    return re.sub(r"[<>\n]", "", text)


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])])


# Within a line


def _line(parts: Iterable[Part]) -> str:
    return "".join(_word(part) for part in parts)


def _word(part: Part) -> str:
    if isinstance(part, Node):
        inline = INLINE.get(part.name)
        return inline(part) if inline else _line(part.children)
    if "code" in part.marks:
        text = _code(part.text)
    else:
        text = _escaped(part.text)
        for mark, sign in (("strike", "~~"), ("italic", "*"), ("bold", "**")):
            if mark in part.marks:
                text = _around(text, sign)
    return _linked(text, part)


def _around(text: str, sign: str) -> str:
    """The sign close to the words: `** x**` is no bold."""
    words = text.strip()
    if not words:
        return text
    before, after = text[: text.index(words[0])], text[len(text.rstrip()) :]
    return f"{before}{sign}{words}{sign}{after}"


def _linked(text: str, span: Span) -> str:
    link = span.marks.get("link")
    href = str(link.get("href") or "") if isinstance(link, dict) else ""
    return f"[{text}](<{_address(href)}>)" if href.lower().startswith(SAFE) else text


def _code(text: str) -> str:
    fence = "`" * (_longest_run(text) + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


LISTS = ("bulletList", "orderedList", "taskList")
BLOCKS: dict[str, Callable[[Node], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "blockquote": _quote,
    "codeBlock": _code_block,
    "horizontalRule": lambda node: "---",
    "table": _table,
    "image": _image,
    **dict.fromkeys(LISTS, _list),
}
INLINE: dict[str, Callable[[Node], str]] = {
    "hardBreak": lambda node: "\\\n",
    MENTION: lambda node: "@" + _escaped(node.attribute("label")),
}
