// Says which script wrote a cookie or storage item, or sent a beacon. It says who, never whether: existence is taken from
// the network log and the browser's own events, because a page can replace any function. Proxies of the native functions
// keep their name, length and text, so that a page sees what it would see without us.
(() => {
  "use strict";
  const report = globalThis.__avowReport;
  if (typeof report !== "function") return;
  delete globalThis.__avowReport;
  const { stringify } = JSON, { apply, getOwnPropertyDescriptor: describe, defineProperty: define, setPrototypeOf: shape } = Reflect;
  const Failure = Error, resolve = (url) => { try { return new URL(url, document.baseURI).href } catch { return String(url) } };
  // A page may give all arrays and objects a toJSON (old Prototype.js does): what is told has no prototype to take it from.
  const flat = (value) => {
    if (typeof value !== "object" || value === null) return value;
    shape(value, null);
    for (const key in value) value[key] = flat(value[key]);
    return value;
  };
  // A document that writes for ever is told of until here; what it writes goes on being seen below.
  const told = { __proto__: null };
  const tell = (kind, data) => {
    told[kind] = (told[kind] || 0) + 1;
    if (told[kind] > 5000) { if (told[kind] === 5001) report(stringify(flat(["limit", location.href, "", ""]))); return }
    try { report(stringify(flat([kind, location.href, data, String(new Failure().stack || "").slice(0, 4000)]))) } catch {}
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
    // Copies of the fields that CookieInit has: what the page passed stays as it is.
    const given = (value) => (value === undefined || value === null ? "" : String(value));
    const cookie = (what, value) => typeof what !== "object" || what === null
      ? { name: given(what), value: given(value) }
      : { name: given(what.name), value: given(what.value), expires: what.expires == null ? null : Number(what.expires),
          domain: given(what.domain), path: given(what.path), sameSite: given(what.sameSite), partitioned: !!what.partitioned };
    watch(CookieStore.prototype, "set", "value", (_, [what, value]) => tell("cookie-store", cookie(what, value)));
    watch(CookieStore.prototype, "delete", "value", (_, [what]) => {
      const gone = cookie(what);
      gone.value = "", gone.expires = 0;
      tell("cookie-store", gone);
    });
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
