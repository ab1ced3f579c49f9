// Says which script wrote a cookie or storage item, or sent a beacon. It says who, never whether: existence is taken from
// the network log and the browser's own events, because a page can replace any function. Proxies of the native functions
// keep their name, length and text, so that a page sees what it would see without us.
(() => {
  "use strict";
  const report = globalThis.__avowReport;
  if (typeof report !== "function") return;
  delete globalThis.__avowReport;
  const { stringify } = JSON, { apply, getOwnPropertyDescriptor: describe, defineProperty: define } = Reflect;
  const Failure = Error, resolve = (url) => { try { return new URL(url, document.baseURI).href } catch { return String(url) } };
  // A document that writes for ever is told of until here; what it writes goes on being seen below.
  const told = { __proto__: null };
  const tell = (kind, data) => {
    told[kind] = (told[kind] || 0) + 1;
    if (told[kind] > 5000) { if (told[kind] === 5001) report(stringify(["limit", location.href, "", ""])); return }
    try { report(stringify([kind, location.href, data, String(new Failure().stack || "").slice(0, 4000)])) } catch {}
  };
  const watch = (owner, name, slot, before, after) => {
    const property = owner && describe(owner, name);
    if (!property || typeof property[slot] !== "function" || !property.configurable) return;
    const native = property[slot];
    define(owner, name, { ...property, [slot]: new Proxy(native, {
      apply(target, self, list) {
        try { before(self, list) } catch {}
        const result = apply(target, self, list);
        if (after) try { after(self, list, result) } catch {}
        return result;
      },
    }) });
  };
  watch(Document.prototype, "cookie", "set", (_, [text]) => tell("cookie", String(text)));
  if (globalThis.CookieStore) {
    watch(CookieStore.prototype, "set", "value", (_, list) =>
      tell("cookie-store", typeof list[0] === "object" && list[0] ? { ...list[0] } : { name: String(list[0]), value: String(list[1]) }));
    watch(CookieStore.prototype, "delete", "value", (_, [what]) =>
      tell("cookie-store", { ...(typeof what === "object" && what ? what : { name: String(what) }), value: "", expires: 0 }));
  }
  const area = (self) => { try { return self === localStorage ? "local-storage" : "session-storage" } catch { return "session-storage" } };
  watch(Storage.prototype, "setItem", "value", (self, [key]) => tell("storage", [area(self), location.origin, String(key)]));
  watch(Storage.prototype, "removeItem", "value", (self, [key]) => tell("storage", [area(self), location.origin, String(key)]));
  // A database that is gone again before anybody could ask for it: its request's own events tell that it was there.
  const wait = EventTarget.prototype.addEventListener;
  const database = (stage) => (_, [database], request) => {
    tell("storage", ["indexed-db", location.origin, String(database)]);
    let changed = stage === "delete";
    if (!changed) apply(wait, request, ["upgradeneeded", () => { changed = true }]);
    apply(wait, request, ["success", () => {
      if (changed) tell("database", [location.origin, String(database), stage === "delete" ? null : [...request.result.objectStoreNames].slice(0, 200)]);
    }]);
  };
  watch(IDBFactory.prototype, "open", "value", () => {}, database("open"));
  watch(IDBFactory.prototype, "deleteDatabase", "value", () => {}, database("delete"));
  // Text only: a Blob or stream could not be read without taking time from the page.
  const text = (body) => typeof body === "string" || body instanceof URLSearchParams ? String(body).slice(0, 4096) : "";
  const call = (kind, what, body) => tell(kind, [resolve(what instanceof Request ? what.url : what), text(body)]);
  watch(Navigator.prototype, "sendBeacon", "value", (_, [url, body]) => call("sendBeacon", url, body));
  watch(globalThis, "fetch", "value", (_, [what, options]) => {
    if ((options && options.keepalive) || (what instanceof Request && what.keepalive)) call("keepalive", what, options && options.body);
  });
  watch(globalThis, "fetchLater", "value", (_, [what, options]) => call("fetchLater", what, options && options.body));
})();
