// What each form of a document asks for. Read in an isolated world; what a person wrote into a field is never read.
(() => {
  "use strict";
  const FIELDS = ["input", "select", "textarea", "button"], BUTTONS = ["submit", "button", "reset", "image"];
  const cut = (text) => String(text ?? "").replace(/\s+/g, " ").trim().slice(0, 200);
  const isButton = (field) => field.localName === "button" || BUTTONS.includes(field.type);
  const named = (ids) => (ids ?? "").split(" ").map((id) => id && document.getElementById(id)?.textContent).join(" ");
  const ownText = (field) => {
    if (!isButton(field)) return "";
    return field.localName === "button" ? field.textContent : field.getAttribute("value") || field.getAttribute("alt");
  };
  const label = (field) =>
    cut([...(field.labels ?? [])].map((one) => one.textContent).join(" ")) || cut(field.getAttribute("aria-label")) ||
    cut(named(field.getAttribute("aria-labelledby"))) || cut(ownText(field)) || cut(field.getAttribute("title"));
  const describe = (field) => [
    field.localName, field.localName === "input" || field.localName === "button" ? cut(field.type) : field.localName,
    cut(field.getAttribute("name") || field.getAttribute("id")), cut(field.getAttribute("autocomplete")), label(field),
    cut(field.getAttribute("placeholder")),
  ];
  // Forms in open shadow roots ask as well.
  const fields = [], forms = new Map(), roots = [document];
  for (let number = 0; number < roots.length && fields.length < 4000; number++) {
    for (const element of roots[number].querySelectorAll("*")) {
      if (element.shadowRoot && roots.length < 200) roots.push(element.shadowRoot);
      if (element.localName === "form" && forms.size < 200) forms.set(element, []);
      else if (FIELDS.includes(element.localName) && fields.length < 4000) fields.push(element);
    }
  }
  forms.set(null, []);
  for (const field of fields) {
    const list = forms.get(field.form ?? null);
    // A button outside of a form posts nothing.
    if (list && list.length < 200 && (field.form || !isButton(field))) list.push(describe(field));
  }
  const told = [];
  for (const [form, list] of forms) {
    if (!form) {
      if (list.length) told.push(["", "", "", "", true, list]);
      continue;
    }
    // A field named `action` or `method` hides the form's own property of that name, so the attributes are read.
    let action = location.href;
    try { action = new URL(form.getAttribute("action") || location.href, document.baseURI).href } catch {}
    const method = (form.getAttribute("method") || "get").toLowerCase();
    told.push([
      action.slice(0, 4000), ["post", "dialog"].includes(method) ? method : "get",
      cut(form.getAttribute("name") || form.getAttribute("id")),
      cut(form.getAttribute("aria-label")) || cut(form.querySelector("legend,h1,h2,h3,h4")?.textContent),
      form.getClientRects().length > 0, list,
    ]);
  }
  return { url: location.href, forms: told };
})()
