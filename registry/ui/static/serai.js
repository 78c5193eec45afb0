// It saves page loads; forms and links do the same.
const d = document, $ = (id) => d.getElementById(id), form = $("search"), box = $("q"), list = $("options");
const get = async (url) => {
  const answer = await fetch(url);
  if (answer.ok) return [await answer.text(), answer.url];
  throw answer;
};
let asked, at;

const swap = async ({ name, value }) => {
  const mine = asked = {}, data = new URLSearchParams([...new FormData(form)].filter((pair) => pair[1]));
  const [html, url] = await get(form.action + (`${data}` && "?" + data));
  if (mine !== asked) return;
  const next = new DOMParser().parseFromString(html, "text/html"), there = (id) => next.getElementById(id);
  for (const { id, open } of d.querySelectorAll("#filters details")) if (there(id)) there(id).open = open;
  for (const id of ["ask", "filters", "results"]) $(id).innerHTML = there(id).innerHTML;
  d.title = next.title;
  history.pushState(null, "", url + location.hash);
  [...d.getElementsByName(name)].find((input) => input.value === value)?.focus({ preventScroll: true });
  $("status").textContent = $("found").textContent;
};
onchange = ({ target }) => {
  if (target.form?.id === "search" && target.type === "checkbox") swap(target).catch(() => form.requestSubmit());
};
onpopstate = () => form && !location.hash && location.reload();
const loaded = performance.getEntriesByType("navigation")[0]?.name.split("#")[0];
if (loaded && loaded !== location.href.split("#")[0]) location.reload();

const menus = (act) => d.querySelectorAll(".menu[open]").forEach(act);
onclick = ({ target }) => menus((menu) => menu.open = menu.contains(target));
onkeydown = (e) => {
  if (e.key === "Escape") menus((menu) => menu.open = menu.firstElementChild.focus());
  // By place: in every alphabet, not while typing.
  if (!("form" in e.target || e.ctrlKey || e.altKey || e.metaKey)) d.querySelector(`[data-key="${e.code}"]`)?.click();
};

const choose = (to) => {
  at = to;
  [...list.children].forEach((link, place) => link.ariaSelected = place === at);
  box.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
};
const show = (html = "") => {
  list.innerHTML = html;
  box.ariaExpanded = !(list.hidden = !list.firstElementChild);
  choose(-1);
};
if (list) {
  box.role = "combobox";
  show();
  box.onblur = () => show();
  list.onmousedown = () => false;
  box.oninput = async () => {
    const text = box.value;
    await new Promise((go) => setTimeout(go, 150));
    const found = text === box.value && await get(list.dataset.from + encodeURIComponent(text)).catch(() => []);
    if (text === box.value) show(found[0]);
  };
  box.onkeydown = ({ key }) => {
    const step = { ArrowDown: 2, ArrowUp: 0 }[key], places = list.childElementCount + 1;
    if (places < 2) return;
    if (step >= 0) choose((at + step + places) % places - 1);
    else if (key === "Escape") show();
    else if (key === "Enter" && at >= 0) list.children[at].click();
    else return;
    return false;
  };
}
