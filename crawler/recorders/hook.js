// Says which script wrote a cookie or storage item, or sent a beacon. It says who, never whether: existence is taken from
// the network log and the browser's own events, because a page can replace any function. Proxies of the native functions
// keep their name, length and text, so that a page sees what it would see without us.
(() => {
  "use strict";
  const report = globalThis.__avowReport;
  if (typeof report !== "function") return;
  delete globalThis.__avowReport;
  const { stringify } = JSON, { apply, getOwnPropertyDescriptor: describe, defineProperty: define, setPrototypeOf: shape } = Reflect;
  const Failure = Error, proto = (name) => globalThis[name] && globalThis[name].prototype;
  const base = () => (globalThis.document ? document.baseURI : location.href);
  const resolve = (url) => { try { return new URL(url, base()).href } catch { return String(url) } };
  // A page may give all arrays and objects a toJSON (old Prototype.js does): what is told has no prototype to take it from.
  const flat = (value) => {
    if (typeof value !== "object" || value === null) return value;
    shape(value, null);
    for (const key in value) value[key] = flat(value[key]);
    return value;
  };
  // A document that writes for ever is told of until here; what it writes goes on being seen below.
  const told = { __proto__: null };
  const stack = () => String(new Failure().stack || "").slice(0, 4000);
  const tell = (kind, data, trace) => {
    told[kind] = (told[kind] || 0) + 1;
    if (told[kind] > 5000) { if (told[kind] === 5001) report(stringify(flat(["limit", location.href, "", ""]))); return }
    try { report(stringify(flat([kind, location.href, data, trace || stack()]))) } catch {}
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
  watch(proto("Document"), "cookie", "set", (_, [text]) => tell("cookie", String(text)));
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
  watch(proto("Storage"), "setItem", "value", (self, [key]) => tell("storage", [area(self), location.origin, String(key)]));
  watch(proto("Storage"), "removeItem", "value", (self, [key]) => tell("storage", [area(self), location.origin, String(key)]));
  // A write by assignment (`localStorage.id = 1`) calls nothing: who took hold of the area at all may tell who it was.
  const holders = { __proto__: null };
  const held = (kind) => () => {
    if ((holders[kind] = (holders[kind] || 0) + 1) > 200) return;
    const trace = stack();
    if (holders[trace + kind]) return;
    holders[trace + kind] = 1;
    tell("area", [kind, location.origin], trace);
  };
  watch(globalThis, "localStorage", "get", held("local-storage"));
  watch(globalThis, "sessionStorage", "get", held("session-storage"));
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
  watch(proto("IDBFactory"), "open", "value", () => {}, database("open"));
  watch(proto("IDBFactory"), "deleteDatabase", "value", () => {}, database("delete"));
  // Files and cache entries that are gone again before anybody could list them: told when the call that made or removed
  // them has succeeded. Cache.add is left alone: it fetches, so that its entry lasts long enough to be listed.
  const { then } = Promise.prototype, { get: kept, set: keep } = WeakMap.prototype, nothing = () => {};
  const done = (promise, act) => apply(then, promise, [(value) => { try { act(value) } catch {} }, nothing]);
  const places = new WeakMap();
  const place = (of) => apply(kept, places, [of]), remember = (of, name) => apply(keep, places, [of, name]);
  const file = (path, change, trace) => tell("file", [location.origin, String(path).slice(0, 2000), change], trace);
  const folder = "FileSystemDirectoryHandle";
  const watchStores = () => {
    for (const owner of ["StorageManager", "StorageBucket"]) {
      watch(proto(owner), "getDirectory", "value", nothing, (_, __, promise) => done(promise, (root) => remember(root, "")));
    }
    watch(proto(folder), "getDirectoryHandle", "value", nothing, (self, [name], promise) => {
      if (place(self) !== undefined) done(promise, (inner) => remember(inner, `${place(self)}${name}/`));
    });
    watch(proto(folder), "getFileHandle", "value", nothing, (self, [name, options], promise) => {
      if (place(self) === undefined) return;
      const trace = stack();
      done(promise, (one) => {
        remember(one, `${place(self)}${name}`);
        if (options && options.create) file(place(one), "added", trace);
      });
    });
    watch(proto(folder), "removeEntry", "value", nothing, (self, [name], promise) => {
      const trace = stack();
      if (place(self) !== undefined) done(promise, () => file(`${place(self)}${name}`, "removed", trace));
    });
    watch(proto("FileSystemHandle"), "remove", "value", nothing, (self, _, promise) => {
      const trace = stack();
      if (place(self)) done(promise, () => file(place(self), "removed", trace));
    });
    watch(proto("FileSystemFileHandle"), "move", "value", nothing, (self, [to, name], promise) => {
      const from = place(self), trace = stack();
      if (!from) return;
      const elsewhere = typeof to === "object", into = elsewhere ? place(to) : from.replace(/[^/]*$/, "");
      const last = into + (elsewhere ? name || from.replace(/.*\//, "") : to);
      if (into === undefined) return;
      done(promise, () => { remember(self, last); file(from, "removed", trace); file(last, "added", trace) });
    });
    const cached = (name, url, change, trace) =>
      tell("cache", [location.origin, String(name), url.slice(0, 4000), change], trace);
    const entry = (change, always) => (self, [what], promise) => {
      const url = resolve(what instanceof Request ? what.url : what), trace = stack();
      if (place(self) !== undefined) done(promise, (was) => { if (always || was) cached(place(self), url, change, trace) });
    };
    watch(proto("CacheStorage"), "open", "value", nothing, (_, [name], promise) => {
      const trace = stack();
      done(promise, (cache) => { remember(cache, String(name)); cached(name, "", "added", trace) });
    });
    watch(proto("CacheStorage"), "delete", "value", nothing, (_, [name], promise) => {
      const trace = stack();
      done(promise, (was) => { if (was) cached(name, "", "removed", trace) });
    });
    watch(proto("Cache"), "put", "value", nothing, entry("added", true));
    watch(proto("Cache"), "delete", "value", nothing, entry("removed", false));
  };
  // A worker has what only secure contexts have from its own script on, which is after us (measured): its navigator leads there.
  let watching = !!globalThis.StorageManager;
  if (watching) watchStores();
  else watch(proto("WorkerGlobalScope"), "navigator", "get", () => {
    if (!watching && globalThis.StorageManager) { watching = true; watchStores() }
  });
  // A Blob cannot be read in time when the page goes, so the text it was made of is remembered; streams are not read.
  const texts = new WeakMap(), Bytes = globalThis.Blob;
  if (Bytes) {
    const Made = new Proxy(Bytes, { construct(target, list, as) {
      const made = Reflect.construct(target, list, as);
      try {
        const parts = list[0];
        if (Array.isArray(parts) && parts.length <= 100 && parts.every((part) => typeof part === "string")) {
          apply(keep, texts, [made, parts.map((part) => part.slice(0, 4096)).join("").slice(0, 4096)]);
        }
      } catch {}
      return made;
    } });
    define(globalThis, "Blob", { ...describe(globalThis, "Blob"), value: Made });
    define(Bytes.prototype, "constructor", { ...describe(Bytes.prototype, "constructor"), value: Made });
    if (globalThis.File) shape(File, Made);
  }
  const text = (body) => typeof body === "string" || body instanceof URLSearchParams
    ? String(body).slice(0, 4096) : (typeof body === "object" && body && apply(kept, texts, [body])) || "";
  const call = (kind, what, body) => tell(kind, [resolve(what instanceof Request ? what.url : what), text(body)]);
  watch(proto("Navigator"), "sendBeacon", "value", (_, [url, body]) => call("sendBeacon", url, body));
  watch(globalThis, "fetch", "value", (_, [what, options]) => {
    if ((options && options.keepalive) || (what instanceof Request && what.keepalive)) call("keepalive", what, options && options.body);
  });
  watch(globalThis, "fetchLater", "value", (_, [what, options]) => call("fetchLater", what, options && options.body));
})();
