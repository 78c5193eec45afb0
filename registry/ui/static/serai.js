// A ticked filter applies at once: the page is fetched, its main part swapped, the focus kept, the count announced.
// Without this script, or when anything here fails, the form and its Apply buttons do the same.
(() => {
  "use strict";
  const form = () => document.getElementById("search");
  let asked;

  const address = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form())) if (value) data.append(name, value);
    const query = data.toString();
    return form().action + (query ? "?" + query : "");
  };

  const swap = async (focus) => {
    asked?.abort();
    asked = new AbortController();
    const answer = await fetch(address(), { signal: asked.signal });
    if (!answer.ok) throw new Error(answer.status);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const open = [...document.querySelectorAll("#filters details")].map((box) => [box.id, box.open]);
    for (const id of ["filters", "results"]) document.getElementById(id).innerHTML = next.getElementById(id).innerHTML;
    for (const [id, state] of open) if (document.getElementById(id)) document.getElementById(id).open = state;
    document.title = next.title;
    history.pushState(null, "", answer.url + location.hash);
    const again = focus && [...document.getElementsByName(focus.name)].find((input) => input.value === focus.value);
    again?.focus({ preventScroll: true });
    document.getElementById("status").textContent = document.getElementById("found").textContent.trim();
  };

  document.addEventListener("change", ({ target }) => {
    if (target.form?.id !== "search" || target.type !== "checkbox") return;
    swap({ name: target.name, value: target.value }).catch((error) => error.name === "AbortError" || form().requestSubmit());
  });
  // Going back to an earlier choice loads it anew; also when that happened while this page was still loading.
  addEventListener("popstate", () => form() && !location.hash && location.reload());
  const asLoaded = new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href);
  if (asLoaded.pathname + asLoaded.search !== location.pathname + location.search) location.reload();

  // A menu closes with Escape, or when the focus or a click goes elsewhere.
  const close = (menu) => { menu.open = false; };
  const menus = () => document.querySelectorAll(".menu[open]");
  document.addEventListener("click", ({ target }) => menus().forEach((menu) => menu.contains(target) || close(menu)));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && menus().forEach((menu) => { close(menu); menu.firstElementChild.focus(); }));
})();
