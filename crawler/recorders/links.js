// The links of a document, in reading order and with those in open shadow roots. Read in an isolated world; nothing is changed.
((most) => {
  "use strict";
  const LONGEST = 2000, ROOTS = 200, BEGAN = performance.now();
  const LANDMARKS = {
    header: "header", nav: "nav", main: "main", aside: "aside", footer: "footer", dialog: "dialog", banner: "header",
    navigation: "nav", complementary: "aside", contentinfo: "footer", alertdialog: "dialog",
  };
  const AROUND = "header,nav,main,aside,footer,dialog,[role=banner],[role=navigation],[role=main],[role=complementary]," +
    "[role=contentinfo],[role=dialog],[role=alertdialog]";
  // A form named `querySelectorAll` hides the document's own, so the prototypes are asked.
  const all = (root, selector) =>
    (root === document ? Document : DocumentFragment).prototype.querySelectorAll.call(root, selector);
  const cut = (text, length) => String(text ?? "").slice(0, 2000).replace(/\s+/g, " ").trim().slice(0, length);
  const base = (() => { try { return new URL(document.baseURI).href } catch { return location.href } })();
  const words = (link) =>
    cut(link.textContent, 200) || cut(link.getAttribute("aria-label"), 200) || cut(link.getAttribute("title"), 200) ||
    cut([...link.querySelectorAll("img[alt]")].slice(0, 5).map((image) => image.getAttribute("alt")).join(" "), 200) ||
    cut(link.getAttribute("alt"), 200);
  const landmark = (link) => {
    let at = link;
    for (let depth = 0; at && depth < 20; depth++) {
      const found = at.closest(AROUND);
      if (found) return LANDMARKS[found.getAttribute("role") ?? ""] ?? LANDMARKS[found.localName] ?? "";
      at = at.getRootNode().host;
    }
    return "";
  };
  const resolved = (link) => {
    const written = (link.getAttribute("href") ?? link.getAttributeNS("http://www.w3.org/1999/xlink", "href") ?? "").trim();
    // Code that stands in an address is no address: its beginning tells what it does.
    if (/^javascript:/i.test(written)) return written.slice(0, 200);
    try { return new URL(written, base).href.slice(0, LONGEST) } catch { return "" }
  };

  const links = [], roots = [document];
  for (let number = 0; number < roots.length; number++) {
    for (const link of all(roots[number], "a[href],area[href],a[*|href]")) links.push(link);
    if (roots.length === ROOTS) continue;
    for (const element of all(roots[number], "*")) {
      // A field named `shadowRoot` hides its form's own.
      if (element.shadowRoot instanceof ShadowRoot && roots.length < ROOTS) roots.push(element.shadowRoot);
    }
  }
  const told = new Map();
  const take = (link) => {
    const url = resolved(link);
    if (!url) return;
    const text = words(link), key = url + "\n" + text;
    if (told.has(key)) return;
    const visible = link.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true;
    told.set(key, [url, text, cut(link.getAttribute("rel"), 100), visible && link.getClientRects().length > 0, landmark(link)]);
  };
  // What matters stands in the footer as often as in the header: where they are too many, the first and the last are told.
  const half = links.length > most ? Math.ceil(most / 2) : most;
  const inTime = (at, milliseconds) => at % 32 !== 0 || performance.now() - BEGAN < milliseconds;
  let first = 0, last = links.length - 1;
  for (; first <= last && told.size < half && inTime(first, 900); first++) take(links[first]);
  for (; last >= first && told.size < most && inTime(last, 1800); last--) take(links[last]);
  return { url: location.href, left: last - first + 1, links: [...told.values()] };
})(MOST)
