// What the consent tools of a page say of themselves: known objects and the answers of documented functions, as JSON.
// Runs in the page's world. It sets nothing, calls nothing that chooses or opens, and is bounded in depth and length.
async (MOST, ASK_VENDOR_LIST) => {
  "use strict";
  const DEPTH = 14, ITEMS = 6000, STRING = 20000, WAIT = 900;
  const quoted = JSON.stringify, keysOf = Object.keys, fieldOf = Object.getOwnPropertyDescriptor;

  // A writer of its own, since pages replace toJSON. Accessors are not run; what does not fit is left out, and told.
  const write = (value) => {
    const parts = [], above = [];
    let left = MOST, cut = false;
    const put = (text) => { parts.push(text); left -= text.length };
    const list = (values, one, begin, end) => {
      let count = 0;
      put(begin);
      for (const entry of values) {
        if (count >= ITEMS || left < 200) { cut = true; break }
        const mark = parts.length, before = left;
        if (count) put(",");
        if (one(entry)) count += 1;
        else { parts.length = mark; left = before }
      }
      put(end);
      return true;
    };
    const any = (thing) => {
      if (thing === null || thing === undefined) { put("null"); return true }
      if (typeof thing === "string") {
        if (thing.length > STRING) cut = true;
        const text = quoted(thing.slice(0, STRING));
        if (text.length > left - 100) { cut = true; return false }
        put(text);
        return true;
      }
      if (typeof thing === "boolean" || (typeof thing === "number" && isFinite(thing))) { put(String(thing)); return true }
      if (typeof thing !== "object") return false;
      if (thing instanceof RegExp) { put(quoted("/" + thing.source.slice(0, 500) + "/" + thing.flags)); return true }
      if (thing instanceof Date) { put(quoted(String(thing.getTime()))); return true }
      if (thing === window || thing instanceof Node || above.includes(thing)) return false;
      if (above.length >= DEPTH) { cut = true; return false }
      above.push(thing);
      try {
        if (Array.isArray(thing) || thing instanceof Set) return list(thing, any, "[", "]");
        const entries = thing instanceof Map ? [...thing.entries()].map(([key, inner]) => [String(key), inner])
          : keysOf(thing).map((key) => [key, fieldOf(thing, key)?.value]);
        const one = ([key, inner]) => {
          if (inner === undefined || key.length > 500) return false;
          put(quoted(key) + ":");
          return any(inner);
        };
        return list(entries, one, "{", "}");
      } finally { above.pop() }
    };
    return any(value) ? [parts.join(""), cut] : ["", true];
  };

  const pick = (thing, wanted) => {
    const found = {};
    for (const key of keysOf(thing)) if (wanted.test(key)) found[key] = fieldOf(thing, key)?.value;
    return keysOf(found).length ? found : undefined;
  };
  const within = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, WAIT))]);
  // __tcfapi and __gpp answer by calling back, at once or later, with (answer, success).
  const answered = (ask) => within(new Promise((resolve) => ask((answer, success) => resolve(success ? answer : undefined))));

  const tarteaucitron = () => {
    const tool = pick(window.tarteaucitron, /^(job|services|parameters)$/), services = {};
    if (!tool || !Array.isArray(tool.job)) return undefined;
    for (const key of tool.job.slice(0, 200)) {
      const service = fieldOf(tool.services ?? {}, key)?.value;
      if (service) services[key] = pick(service, /^(key|type|name|uri|needConsent|cookies)$/);
    }
    return { job: tool.job, services, parameters: tool.parameters };
  };
  const tcf = (command, ...more) => async () => {
    if (typeof window.__tcfapi !== "function") return undefined;
    const ping = await answered((call) => window.__tcfapi("ping", 2, call));
    // A stub that has not loaded its tool keeps questions for ever.
    if (command === "ping" || !ping || ping.cmpLoaded === false) return command === "ping" ? ping : undefined;
    return answered((call) => window.__tcfapi(command, 2, call, ...more));
  };

  const sources = [
    ["cookiebot", "CookieConsentDialog", () => pick(window.CookieConsentDialog ?? window.CookiebotDialog, /^cookieTable/)],
    ["cookiebot", "Cookiebot", () => pick(window.Cookiebot, /^(serial|consent|consented|declined|hasResponse|domainUrl|regulations|userCountry)$/)],
    ["onetrust", "OneTrust.GetDomainData()", () => (window.OneTrust ?? window.Optanon).GetDomainData()],
    ["usercentrics", "UC_UI.getServicesBaseInfo()", () => window.UC_UI.getServicesBaseInfo()],
    ["usercentrics", "__ucCmp.getConsentDetails()", () => within(window.__ucCmp.getConsentDetails())],
    ["didomi", "Didomi.getRequiredVendors()", () => window.Didomi.getRequiredVendors()],
    ["didomi", "Didomi.getRequiredPurposes()", () => window.Didomi.getRequiredPurposes()],
    ["didomi", "didomiConfig", () => window.didomiConfig],
    ["termly", "Termly.getConsentState()", () => window.Termly.getConsentState()],
    ["complianz", "complianz", () => window.complianz],
    ["klaro", "klaroConfig", () => window.klaroConfig ?? (typeof klaroConfig === "object" ? klaroConfig : undefined)],
    ["klaro", "klaro.getManager().config", () => window.klaroConfig ? undefined : window.klaro.getManager().config],
    ["cookieyes", "_ckyConfig", () => pick(window._ckyConfig ?? (typeof _ckyStore === "object" ? _ckyStore : {}), /^_(categories|activeLaw|expiry)$/)],
    ["iubenda", "_iub.csConfiguration", () => window._iub.csConfiguration],
    ["trustarc", "PrivacyManagerAPI.callApi('getConsentCategories')",
      () => window.PrivacyManagerAPI.callApi("getConsentCategories", location.hostname)],
    ["trustarc", "truste.eu.bindMap", () => window.truste.eu.bindMap],
    ["axeptio", "axeptioSDK.cookiesConfig", () => (window.axeptioSDK ?? window.axeptio).cookiesConfig],
    ["axeptio", "axeptioSettings", () => window.axeptioSettings],
    ["tarteaucitron", "tarteaucitron", tarteaucitron],
    ["iab-tcf", "__tcfapi('ping')", tcf("ping")],
    ["iab-tcf", "__tcfapi('getTCData')", tcf("getTCData")],
    ["iab-tcf", "__tcfapi('getVendorList')", ASK_VENDOR_LIST ? tcf("getVendorList") : () => undefined],
    ["iab-gpp", "__gpp('ping')", async () => typeof window.__gpp === "function" ? answered((call) => window.__gpp("ping", call)) : undefined],
  ];
  const told = await Promise.all(sources.map(async ([tool, source, read]) => {
    try {
      const value = await read();
      if (value === undefined || value === null) return null;
      const [text, cut] = write(value);
      return text ? [tool, source, text, cut] : null;
    } catch { return null }  // the tool is not here, or not as its manual says
  }));
  return told.filter((entry) => entry !== null);
}
