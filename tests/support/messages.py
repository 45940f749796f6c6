"""Every message of the interface: what templates and modules put into the reader's language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from jinja2 import Environment, nodes

import corrobora.web
from corrobora.publish import words

SOURCE = Path(corrobora.web.__file__).parents[1]
TEMPLATES = SOURCE / "web/templates"
#: Names under which modules call the functions of `corrobora.publish.language`.
ONE, MANY, CONTEXT = ("_", "gettext", "noop"), ("ngettext",), ("pgettext",)
_FILTER = re.compile(r'plural\("([^"]+)"(?:,\s*"([^"]+)")?')

Message = tuple[str, str | None]


def messages() -> dict[Message, str]:
    """Messages, plurals with their second form, and where one of each stands."""
    found: dict[Message, str] = {}
    for path in sorted(TEMPLATES.glob("*.html")):
        for message in _of_template(path.read_text("utf-8")):
            found.setdefault(message, path.name)
    for path in sorted([*(SOURCE / "web").rglob("*.py"), *(SOURCE / "publish").glob("*.py")]):
        for message in _of_module(path.read_text("utf-8")):
            found.setdefault(message, path.name)
    for label in (*words._LABELS.values(), *words.SLOTS.values(), words.NOT_FOUND):
        if label:
            found.setdefault((label, None), "words.py")
    from corrobora.codebook.rules import rules

    for name in rules():
        found.setdefault((words.rule_name(name), None), "rules.yaml")
    return found


def _of_template(source: str) -> list[Message]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    tree = environment.parse(source)
    found: list[Message] = [(one, many or one + "s") for one, many in _plurals(source)]
    for call in tree.find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        said = [a.value for a in call.args if isinstance(a, nodes.Const) and isinstance(a.value, str)]
        if name in ONE and said:
            found.append((said[0], None))
        elif name in MANY and len(said) >= 2:
            found.append((said[0], said[1]))
    return found


def _of_module(source: str) -> list[Message]:
    found: list[Message] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in ONE and said:
            found.append((said[0], None))
        elif name in MANY and len(said) >= 2:
            found.append((said[0], said[1]))
        elif name == "plural" and said:
            one = said[0]
            found.append((f"%(num)s {one}", f"%(num)s {said[1] if len(said) > 1 else one + 's'}"))
    return found


def _plurals(source: str) -> list[tuple[str, str]]:
    return [(f"%(num)s {one}", f"%(num)s {many or one + 's'}") for one, many in _FILTER.findall(source)]
