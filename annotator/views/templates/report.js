"use strict";
// The list of errors shows what its three filters let through, and says how many that are.
for (const list of document.querySelectorAll("section.errors")) {
  const filters = [...list.querySelectorAll("select")];
  const cases = [...list.querySelectorAll("li.case")];
  const said = list.querySelector("output");
  const apply = () => {
    let shown = 0;
    for (const each of cases) {
      const fits = filters.every((filter) => filter.value === "" || each.dataset[filter.name] === filter.value);
      each.hidden = !fits;
      shown += fits;
    }
    said.textContent = `${shown} shown`;
  };
  for (const filter of filters) filter.addEventListener("change", apply);
}
