// Selecting words fills the form that is open, or is carried to the one that is opened; single keys press
// the control that shows them. Everything also works without this file.

const text = document.querySelectorAll("[data-text]");
const quote = document.querySelector("[data-quote]");
const start = document.querySelector("[data-start]");
const end = document.querySelector("[data-end]");

/** Where a boundary of a selection stands in the document's text, in code points; null outside of it. */
function offset(node, at) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  if (element.closest("sup, .notes")) return null;
  const piece = element.closest("[data-at]");
  if (!piece) return null;
  const before = document.createRange();
  before.selectNodeContents(piece);
  before.setEnd(node, at);
  return Number(piece.dataset.at) + [...before.toString()].length;
}

/** The words selected in a text, or null. */
function selected() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const inside = [...text].find((t) => t.contains(range.commonAncestorContainer));
  if (!inside) return null;
  const first = offset(range.startContainer, range.startOffset);
  const last = offset(range.endContainer, range.endOffset);
  if (first === null || last === null || last <= first) return null;
  // words over several passages have white space between them that the page does not show: offsets say it
  const copy = range.cloneContents();
  copy.querySelectorAll("sup, .notes").forEach((e) => e.remove());
  const over = copy.querySelectorAll(".passage").length > 1;
  const words = over ? "" : copy.textContent;
  const left = words.length - words.trimStart().length;
  const right = words.length - words.trimEnd().length;
  return { quote: words.trim(), start: first + left, end: last - right };
}

let last = null;
document.addEventListener("selectionchange", () => {
  const found = selected();
  if (!found) return;
  last = found;
  if (!quote) return;
  quote.value = found.quote;
  start.value = String(found.start);
  end.value = String(found.end);
});
if (quote) {
  // words typed by hand stand wherever they stand
  quote.addEventListener("input", () => { start.value = ""; end.value = ""; });
}

for (const link of document.querySelectorAll("[data-correct]")) {
  link.addEventListener("click", () => {
    if (!last) return;
    const to = new URL(link.href);
    for (const name of ["quote", "start", "end"]) to.searchParams.set(name, String(last[name]));
    link.href = to.href;
  });
}

const keys = document.querySelector("[data-keys=on]");
if (keys) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const control = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!control) return;
    event.preventDefault();
    control.click();
  });
}

const opened = document.querySelector("#correct [data-quote], #add[open] [data-quote]");
if (opened && location.hash) opened.focus();
else if (matchMedia("(min-width: 861px)").matches) document.querySelector("[data-text] mark")?.scrollIntoView({ block: "nearest" });
document.documentElement.dataset.ready = "";
