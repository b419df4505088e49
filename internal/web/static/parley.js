"use strict";
// Pages work without this script. With it they follow what happens, keep what
// is being typed, and count down. It asks nothing of any other server.
(() => {
  const body = document.body, say = body.dataset;

  // One line for everybody, read out too.
  const live = document.getElementById("live");
  let hush;
  const tell = (words, stay) => {
    clearTimeout(hush);
    const p = document.createElement("p");
    p.textContent = words;
    live.replaceChildren(p);
    if (!stay) hush = setTimeout(() => live.replaceChildren(), 8000);
  };

  // What is typed is kept in this browser, in this tab's own memory, until it
  // is sent: it survives a reload, a sign-in and a restart of the server, and
  // goes when the tab is closed.
  const keyOf = form => `parley ${say.talk} ${say.person} ${location.pathname} ${form.id}`;
  const fieldsOf = form => [...form.elements].filter(e => e.name && !["hidden", "file", "password", "submit", "button"].includes(e.type));
  const valueOf = e => (e.type === "checkbox" || e.type === "radio") ? e.checked : e.value;
  const startOf = e => (e.type === "checkbox" || e.type === "radio") ? e.defaultChecked
    : e.tagName === "SELECT" ? ([...e.options].find(o => o.defaultSelected) || e.options[0] || {}).value : e.defaultValue;
  const collect = form => {
    const kept = {};
    fieldsOf(form).forEach((e, i) => { if (valueOf(e) !== startOf(e)) kept[`${i} ${e.name}`] = valueOf(e); });
    return kept;
  };
  const fill = (form, kept) => {
    let n = 0;
    fieldsOf(form).forEach((e, i) => {
      const value = kept[`${i} ${e.name}`];
      if (value === undefined || value === valueOf(e)) return;
      if (e.type === "checkbox" || e.type === "radio") e.checked = value; else e.value = value;
      n++;
    });
    return n;
  };
  const keep = form => {
    const kept = collect(form);
    try {
      if (Object.keys(kept).length) sessionStorage.setItem(keyOf(form), JSON.stringify(kept));
      else sessionStorage.removeItem(keyOf(form));
    } catch { /* a browser that keeps nothing: the form still works */ }
  };
  const unfold = e => { for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true; };
  const restore = () => {
    let n = 0;
    for (const form of document.querySelectorAll("form[data-keep]")) {
      let kept = null;
      try { kept = JSON.parse(sessionStorage.getItem(keyOf(form))); } catch { /* nothing readable is nothing kept */ }
      if (!kept || form.querySelector(".refused")) continue;
      if (fill(form, kept)) { unfold(form); n++; }
    }
    return n;
  };
  document.addEventListener("input", e => { const form = e.target.form; if (form && form.matches("[data-keep]")) keep(form); });
  // It went through: what was kept of the form that was sent is not needed any more.
  document.addEventListener("submit", e => {
    if (e.target.matches("[data-keep]")) try { sessionStorage.setItem("parley sent", keyOf(e.target)); } catch { /* as above */ }
  });
  try {
    const sent = sessionStorage.getItem("parley sent");
    if (sent && new URLSearchParams(location.search).has("done")) sessionStorage.removeItem(sent);
    sessionStorage.removeItem("parley sent");
  } catch { /* as above */ }
  if (restore()) tell(say.sayKept);

  // The frame: the list of pages stands open where there is room.
  const wide = matchMedia("(min-width: 62rem)");
  const spread = () => document.querySelectorAll("details[data-wide-open]").forEach(d => { d.open = wide.matches; });
  wide.addEventListener("change", spread);
  spread();
  for (const e of document.querySelectorAll(".refused")) { unfold(e); e.scrollIntoView({ block: "center" }); break; }

  // Time left, in the words that the page came with, and the minutes after them.
  const tick = () => {
    for (const e of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.floor((new Date(e.dataset.until) - Date.now()) / 1000));
      const two = n => String(n).padStart(2, "0");
      e.dataset.clock = `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    }
  };
  tick();
  setInterval(tick, 1000);

  // The browser's own clock is offered first.
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = document.querySelector("form.settings select[name=zone]");
  if (zones && own && own !== say.zone) {
    const known = [...zones.options].find(o => o.value === own) || new Option(own, own);
    zones.prepend(known);
    if (say.zone === "UTC") {
      known.selected = true;
      if (!document.cookie.includes("parley-asked")) {
        document.cookie = "parley-asked=1; path=/; SameSite=Lax";
        fetch("/settings", { method: "POST", body: new URLSearchParams({ zone: own, back: location.pathname }), redirect: "manual" }).then(() => refresh(false));
      }
    }
  }

  // The page as it is by now, put in the place of the page as it was. What is
  // being typed, what is unfolded and where one is stay as they are.
  let busy = false, again = false;
  async function refresh(aloud) {
    // An answer that stands on this page alone stays until another is asked for.
    if (document.querySelector("[data-stay]")) { if (aloud) tell(aloud); return false; }
    if (busy) { again = true; return false; }
    busy = true;
    try {
      const url = new URL(location.href);
      url.searchParams.delete("done");
      const answer = await fetch(url, { headers: { "X-Parley-Part": "main" }, credentials: "same-origin" });
      if (!answer.ok) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("main"), now = document.getElementById("main");
      if (!next || page.body.dataset.person !== say.person) return false;
      const typed = new Map([...now.querySelectorAll("form[id]")].map(f => [f.id, collect(f)]));
      const open = [...now.querySelectorAll("details")].map(d => d.open);
      const notes = [...now.querySelectorAll(".refused")].map(r => [r.closest("form") && r.closest("form").id, r]);
      const at = document.activeElement, where = at && now.contains(at) && at.form && at.form.id ? [at.form.id, at.name, at.selectionStart, at.selectionEnd] : null;
      const same = next.querySelectorAll("details").length === open.length;
      now.replaceChildren(...[...next.childNodes].map(n => document.adoptNode(n)));
      now.querySelectorAll("details").forEach((d, i) => { if (same) d.open = open[i]; });
      for (const [id, kept] of typed) { const f = document.getElementById(id); if (f && f.matches("form") && fill(f, kept)) unfold(f); }
      for (const [id, note] of notes) { const f = id && document.getElementById(id); if (f) { f.prepend(note); unfold(f); } }
      if (where) {
        const f = document.getElementById(where[0]), e = f && f.elements[where[1]];
        if (e && e.focus) { e.focus({ preventScroll: true }); try { e.setSelectionRange(where[2], where[3]); } catch { /* not a field of words */ } }
      }
      body.dataset.seq = page.body.dataset.seq;
      tick();
      if (aloud) tell(aloud);
      return true;
    } catch { return false; } finally {
      busy = false;
      if (again) { again = false; refresh(say.sayUpdated); }
    }
  }

  if (say.live) {
    let lost = false;
    const events = new EventSource(say.live);
    const changed = e => { // a new connection is told first what the page shows already
      let seq = 0;
      try { seq = JSON.parse(e.data).seq; } catch { /* anything is news then */ }
      if (!(seq <= Number(say.seq))) refresh(say.sayUpdated);
    };
    events.onmessage = changed;
    events.addEventListener("changed", changed);
    events.onerror = () => { if (!lost) { lost = true; tell(say.sayLost, true); } };
    events.onopen = () => { if (lost) { lost = false; refresh(say.sayBack); } };
  }
})();
