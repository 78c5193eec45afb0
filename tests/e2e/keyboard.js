// Notes what a person can act on, in the order of the page, and what takes the focus from now on. `missed` tells what Tab did not
// reach in this order, and what of the rest does not show by an outline that it has the focus. Answers how many there are.
() => {
  const ACTS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const isReached = (item) => item.checkVisibility({ visibilityProperty: true }) && item.tabIndex >= 0 && !item.disabled;

  // Of a group of radio buttons Tab reaches the one that is chosen, or the first.
  const isOfItsGroup = (item) => {
    if (item.type !== "radio") return true;
    const group = [...document.getElementsByName(item.name)].filter((other) => other.form === item.form);
    return item === (group.find((other) => other.checked) || group[0]);
  };

  const wanted = [...document.querySelectorAll(ACTS)].filter((item) => isReached(item) && isOfItsGroup(item));
  const visited = [], unseen = [];
  document.addEventListener("focusin", ({ target }) => {
    visited.push(target);
    const { outlineStyle, outlineWidth } = getComputedStyle(target);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) unseen.push(`no outline: ${target.outerHTML.slice(0, 120)}`);
  });
  window.missed = () => {
    let at = 0;
    for (const item of visited) if (item === wanted[at]) at += 1;
    return at < wanted.length ? [`not reached: ${wanted[at].outerHTML.slice(0, 120)}`, ...unseen] : unseen;
  };
  document.activeElement.blur();
  return wanted.length;
}
