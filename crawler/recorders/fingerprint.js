// Counts, for each script, the calls of functions that tell one machine from another: canvas, fonts, WebGL, sound, WebRTC,
// battery, and what navigator and screen say. Proxies of the native functions do what the natives do. A call costs a look at
// the stack, so that each function is counted up to a limit only, and what passes it is named in the report.
(() => {
  "use strict";
  const report = globalThis.__avowUse;
  if (typeof report !== "function") return;
  delete globalThis.__avowUse;
  const { stringify } = JSON, { apply, getOwnPropertyDescriptor: describe, defineProperty: define, setPrototypeOf: bare } = Reflect;
  const Failure = Error, later = setTimeout, wait = EventTarget.prototype.addEventListener;
  const { exec } = RegExp.prototype, { slice, charCodeAt } = String.prototype, { get: held, set: hold } = WeakMap.prototype;
  const text = String, { abs, max, round } = Math, size = Object.keys;
  const ident = apply(slice, text(Math.random()), [2, 12]);
  const SCRIPTS = 100, CANVASES = 20, TEXTS = 100, FONTS = 300, PARAMETERS = 100;
  const list = (items) => { bare(items, null); return items };
  const table = () => ({ __proto__: null });

  // ---- who calls, and how often it is told --------------------------------
  const script = /(?:https?|blob|data):[^\s)]{1,2000}?(?=:\d+:\d+)/;
  const uses = table(), counted = table(), left = table();
  let known = 0, timer = false, pause = 250;
  const flush = () => {
    timer = false;
    for (const url in uses) {
      const use = uses[url];
      if (!use.changed) continue;
      use.changed = false;
      let fonts = 0, measures = 0;
      for (const words in use.measured) {
        const { fonts: own, times } = use.measured[words];
        if (size(own).length > fonts) { fonts = size(own).length; measures = times }
      }
      try {
        report(stringify({
          __proto__: null, document: ident, frame_url: location.href, script: url, calls: use.calls, canvases: use.canvases, fonts,
          measures, parameters: list(size(use.parameters)), reads: list(size(use.reads)), not_counted: list(size(left)),
        }));
      } catch {}
    }
  };
  const soon = () => {
    if (!timer) { timer = true; apply(later, globalThis, [flush, pause]); pause = pause < 4000 ? pause * 2 : 8000 }
  };
  const use = (name, most) => {
    counted[name] = (counted[name] || 0) + 1;
    if (counted[name] > most) {
      if (!left[name]) { left[name] = 1; for (const url in uses) { uses[url].changed = true } soon() }
      return undefined;
    }
    const found = apply(exec, script, [text(new Failure().stack)]);
    const url = found ? found[0] : "";
    let one = uses[url];
    if (!one) {
      if (++known > SCRIPTS) return undefined;
      one = uses[url] = { url, calls: table(), canvases: list([]), measured: table(), parameters: table(), reads: table(), texts: 0 };
    }
    one.changed = true;
    soon();
    return one;
  };
  const called = (name, most = 200) => {
    const one = use(name, most);
    if (one) one.calls[name] = (one.calls[name] || 0) + 1;
    return one;
  };
  const watch = (owner, name, slot, before) => {
    const property = owner && describe(owner, name);
    if (!property || typeof property[slot] !== "function" || !property.configurable) return;
    const native = property[slot];
    define(owner, name, { ...property, [slot]: new Proxy(native, {
      apply(target, self, args) {
        try { before(self, args) } catch {}
        return apply(target, self, args);
      },
    }) });
  };
  const count = (owner, kind, names, slot = "value", most = 200) => {
    for (const name of names) watch(owner && owner.prototype, name, slot, () => called(`${kind}.${name}`, most));
  };
  const getter = (owner, name) => (owner && (describe(owner.prototype, name) || {}).get) || (() => 0);

  // ---- canvas --------------------------------------------------------------
  const { HTMLCanvasElement: Canvas, OffscreenCanvas: Offscreen, RTCPeerConnection: Peer } = globalThis;
  const wide = getter(Canvas, "width"), high = getter(Canvas, "height");
  const wideOff = getter(Offscreen, "width"), highOff = getter(Offscreen, "height");
  const drawings = new WeakMap();
  const drawing = (canvas, url) => {
    let own = apply(held, drawings, [canvas]);
    if (!own) apply(hold, drawings, [canvas, own = table()]);
    return own[url] || (own[url] = { texts: 0, characters: table(), colours: table(), rows: table() });
  };
  const read = (canvas, api, width, height) => {
    const one = called(`canvas.${api}`, 500);
    if (!one) return;
    const drawn = drawing(canvas, one.url);
    let row = drawn.rows[api];
    if (!row) {
      if (one.canvases.length >= CANVASES) return;
      row = drawn.rows[api] = { __proto__: null, read: api, reads: 0, read_width: 0, read_height: 0 };
      one.canvases[one.canvases.length] = row;
    }
    const off = Offscreen && canvas instanceof Offscreen;
    row.width = apply(off ? wideOff : wide, canvas, []);
    row.height = apply(off ? highOff : high, canvas, []);
    row.reads += 1;
    row.read_width = max(row.read_width, width === undefined ? row.width : width);
    row.read_height = max(row.read_height, height === undefined ? row.height : height);
    row.texts = drawn.texts;
    row.colours = size(drawn.colours).length;
    row.characters = row.ascii_characters = 0;
    for (const code in drawn.characters) { row.characters += 1; row.ascii_characters += code < 128 }
  };
  const area = (edge) => round(abs(+edge)) || 0;
  for (const Context of [globalThis.CanvasRenderingContext2D, globalThis.OffscreenCanvasRenderingContext2D]) {
    if (!Context) continue;
    const owner = getter(Context, "canvas"), colour = { fillText: getter(Context, "fillStyle"), strokeText: getter(Context, "strokeStyle") };
    const font = getter(Context, "font");
    for (const api of ["fillText", "strokeText"]) {
      watch(Context.prototype, api, "value", (self, [words]) => {
        const one = called(`canvas.${api}`, 1000);
        if (!one) return;
        const drawn = drawing(apply(owner, self, []), one.url), told = apply(slice, text(words), [0, 500]);
        drawn.texts += 1;
        for (let place = 0; place < told.length; place++) drawn.characters[apply(charCodeAt, told, [place])] = 1;
        if (size(drawn.colours).length < 50) drawn.colours[text(apply(colour[api], self, []))] = 1;
      });
    }
    watch(Context.prototype, "measureText", "value", (self, [words]) => {
      const one = called("canvas.measureText", 2000);
      if (!one) return;
      const told = apply(slice, text(words), [0, 100]);
      let own = one.measured[told];
      if (!own) {
        if (++one.texts > TEXTS) return;
        own = one.measured[told] = { fonts: table(), times: 0 };
      }
      own.times += 1;
      if (size(own.fonts).length < FONTS) own.fonts[apply(font, self, [])] = 1;
    });
    watch(Context.prototype, "getImageData", "value", (self, [, , width, height]) => read(apply(owner, self, []), "getImageData", area(width), area(height)));
    count(Context, "canvas", ["save", "restore"], "value", 500);
  }
  watch(Canvas && Canvas.prototype, "toDataURL", "value", (self) => read(self, "toDataURL"));
  watch(Canvas && Canvas.prototype, "toBlob", "value", (self) => read(self, "toBlob"));
  watch(Offscreen && Offscreen.prototype, "convertToBlob", "value", (self) => read(self, "convertToBlob"));
  watch(EventTarget.prototype, "addEventListener", "value", (self, [type]) => {
    if (self instanceof Canvas) called("canvas.addEventListener", 500);
    else if (type === "icecandidate" && Peer && self instanceof Peer) called("webrtc.onicecandidate");
  });

  // ---- WebGL, sound, WebRTC, battery --------------------------------------
  for (const Context of [globalThis.WebGLRenderingContext, globalThis.WebGL2RenderingContext]) {
    watch(Context && Context.prototype, "getParameter", "value", (_, [parameter]) => {
      const one = called("webgl.getParameter", 1000);
      if (one && size(one.parameters).length < PARAMETERS) one.parameters[+parameter] = 1;
    });
    count(Context, "webgl", ["readPixels", "getSupportedExtensions", "getShaderPrecisionFormat", "drawArrays", "drawElements"]);
  }
  const { BaseAudioContext: Sound, OfflineAudioContext: Offline } = globalThis;
  count(Sound, "audio", ["createOscillator", "createDynamicsCompressor", "createAnalyser", "createScriptProcessor"]);
  count(Sound, "audio", ["destination"], "get");
  count(Offline, "audio", ["startRendering"]);
  count(Offline, "audio", ["oncomplete"], "set");
  count(globalThis.AnalyserNode, "audio", ["getFloatFrequencyData"]);
  count(globalThis.AudioBuffer, "audio", ["getChannelData", "copyFromChannel"]);
  count(Peer, "webrtc", ["createDataChannel", "createOffer", "setRemoteDescription", "addIceCandidate", "addTrack", "addStream"]);
  count(Peer, "webrtc", ["onicecandidate"], "set");
  count(globalThis.BatteryManager, "battery", ["level", "charging", "chargingTime", "dischargingTime"], "get");

  // ---- what navigator, screen and their like say ----------------------------
  const reads = (owner, kind, names, slot = "get") => {
    for (const name of names) {
      watch(owner, name, slot, () => { const one = use(`${kind}.${name}`, 40); if (one) one.reads[`${kind}.${name}`] = 1 });
    }
  };
  const proto = (name) => globalThis[name] && globalThis[name].prototype;
  reads(proto("Navigator"), "navigator", [
    "userAgent", "appVersion", "platform", "vendor", "productSub", "language", "languages", "hardwareConcurrency", "deviceMemory",
    "maxTouchPoints", "plugins", "mimeTypes", "doNotTrack", "cookieEnabled", "webdriver", "connection", "userAgentData", "pdfViewerEnabled",
  ]);
  reads(proto("Screen"), "screen", [
    "width", "height", "availWidth", "availHeight", "availLeft", "availTop", "colorDepth", "pixelDepth", "orientation", "isExtended",
  ]);
  reads(globalThis, "window", ["devicePixelRatio"]);
  reads(proto("Navigator"), "navigator", ["getBattery", "getGamepads", "javaEnabled"], "value");
  reads(proto("NavigatorUAData"), "userAgentData", ["getHighEntropyValues"], "value");
  reads(proto("NetworkInformation"), "connection", ["rtt", "downlink", "effectiveType", "saveData"]);
  reads(proto("MediaDevices"), "mediaDevices", ["enumerateDevices"], "value");
  reads(proto("SpeechSynthesis"), "speechSynthesis", ["getVoices"], "value");
  reads(proto("Permissions"), "permissions", ["query"], "value");
  reads(proto("Date"), "Date", ["getTimezoneOffset"], "value");
  reads(Intl.DateTimeFormat.prototype, "Intl.DateTimeFormat", ["resolvedOptions"], "value");
  apply(wait, globalThis, ["pagehide", flush, true]);
})();
