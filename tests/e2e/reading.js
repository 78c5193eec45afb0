// Words that a page breaks where it should not, and whatever is wider than the screen. A word of up to 16 signs stays whole; each
// line of a longer one (an address, an identifier) has at least 8 signs, and each line of Chinese or Japanese at least 4.
() => {
  const WHOLE = 16, PART = 8, HAN = 4;
  const HAN_SIGN = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/, MAY_BREAK = /[-\u2010-\u2014\/?|&=…>]$/;
  const UNSEEN = ".hidden, .skip, .paper, svg, option, script, style, textarea";
  const range = document.createRange();

  function* signs(node, from, to) {
    for (let at = from; at < to; at += 1) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = [...range.getClientRects()].at(-1);
      if (box && box.width) yield [node.data[at], box];
    }
  }

  const lines = (node, from, to) => {
    const found = [];
    let top = null;
    for (const [sign, box] of signs(node, from, to)) {
      if (top === null || Math.abs(box.top - top) > box.height / 2) { found.push(""); top = box.top; }
      found[found.length - 1] += sign;
    }
    return found;
  };

  const isBroken = (word, parts) => HAN_SIGN.test(word)
    ? parts.slice(1, -1).some((part) => part.length < HAN)
    : parts.slice(0, -1).some((part) => !MAY_BREAK.test(part) && (word.length <= WHOLE || part.length < PART));

  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode, element = node.parentElement;
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(UNSEEN)) continue;
    for (const { 0: word, index } of node.data.matchAll(/\S+/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const line = range.getClientRects()[0];
      if (!line || range.getBoundingClientRect().height < line.height * 1.5) continue;
      const parts = lines(node, index, index + word.length);
      if (isBroken(word, parts)) faults.push(`${parts.join(" | ")} in ${element.outerHTML.slice(0, 80)}`);
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`${scrollWidth} pixels on a screen of ${clientWidth}`);
  return faults;
}
