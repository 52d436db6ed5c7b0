"use strict";
// Marks and list entries of one item light up together; a click or Enter opens the entry or leads to the mark.
for (const main of document.querySelectorAll("main")) {
  const marks = [...main.querySelectorAll("[data-items]")];
  const entries = new Map([...main.querySelectorAll("details[data-item]")].map((entry) => [entry.dataset.item, entry]));
  const items = (mark) => mark.dataset.items.split(" ").filter(Boolean);
  const light = (ids, on) => {
    for (const mark of marks) {
      if (items(mark).some((id) => ids.includes(id))) mark.classList.toggle("lit", on);
    }
  };
  const open = (mark) => {
    const found = items(mark).map((id) => entries.get(id)).filter(Boolean);
    for (const entry of entries.values()) entry.open = found.includes(entry);
    if (found.length) found[0].scrollIntoView({ block: "nearest" });
  };
  for (const mark of marks) {
    mark.addEventListener("mouseenter", () => light(items(mark), true));
    mark.addEventListener("mouseleave", () => light(items(mark), false));
    mark.addEventListener("focus", () => light(items(mark), true));
    mark.addEventListener("blur", () => light(items(mark), false));
    mark.addEventListener("click", () => open(mark));
    mark.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open(mark);
      }
    });
  }
  for (const [id, entry] of entries) {
    entry.addEventListener("mouseenter", () => light([id], true));
    entry.addEventListener("mouseleave", () => light([id], false));
    entry.addEventListener("focusin", () => light([id], true));
    entry.addEventListener("focusout", () => light([id], false));
  }
}
