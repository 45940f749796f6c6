// Says how many rows are chosen. Choosing and deciding work without this file.
const said = document.querySelector("[data-chosen]");
const form = document.querySelector("#several");
if (said && form) {
  const count = () => {
    const n = form.querySelectorAll("input[name=subject]:checked").length;
    said.textContent = n ? String(n) : "";
  };
  form.addEventListener("change", count);
  count();
}
