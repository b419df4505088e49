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
  // goes when the tab is closed. Where there is a desk it is kept there too,
  // sealed, and is found again in another tab, browser or session.
  // A form of one point is not that of another.
  const sheet = ["point", "proposal"].map(name => new URLSearchParams(location.search).get(name)).filter(Boolean).map(id => ` ${id}`).join("");
  const keyOf = form => `parley ${say.talk} ${say.person} ${location.pathname}${sheet} ${form.id}`;
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
  const onDesk = form => `${location.pathname.split("/").slice(3).join("/")}${sheet}${new URLSearchParams(location.search).has("for") ? " for " + new URLSearchParams(location.search).get("for") : ""} ${form.id}`;
  const atDesk = name => `${say.desk}/${encodeURIComponent(name)}`;
  const waiting = new Map(); // by form's id: what will hand it in
  let told = false;
  const handIn = (form, last) => {
    clearTimeout(waiting.get(form.id));
    waiting.delete(form.id);
    const kept = JSON.stringify(collect(form));
    fetch(atDesk(onDesk(form)), kept === "{}" ? { method: "DELETE", keepalive: last } : { method: "PUT", body: kept, keepalive: last && kept.length < 30000 })
      .then(async answer => {
        if (answer.status === 429) { later(form); return; } // too fast: a little later
        if (told || answer.status !== 401 && (answer.status !== 200 || (await answer.json()).signed_in)) return;
        told = true;
        tell(say.sayOut, true);
      }).catch(() => { /* the tab has it; the next sign handed in brings it */ });
  };
  const later = form => {
    clearTimeout(waiting.get(form.id));
    waiting.set(form.id, setTimeout(() => handIn(document.getElementById(form.id) || form), 700));
  };
  if (say.desk) addEventListener("pagehide", () => { for (const id of [...waiting.keys()]) { const form = document.getElementById(id); if (form) handIn(form, true); } });
  const fetchDrafts = async () => {
    const list = await fetch(say.desk);
    if (!list.ok) return;
    const drafts = new Set((await list.json()).drafts.map(d => d.form));
    let n = 0;
    for (const form of document.querySelectorAll("form[data-keep][id]")) {
      if (!drafts.has(onDesk(form)) || form.querySelector(".refused") || Object.keys(collect(form)).length) continue;
      const answer = await fetch(atDesk(onDesk(form)));
      if (answer.status !== 200) continue;
      const now = document.getElementById(form.id); // the page may have been put anew meanwhile
      if (now && !Object.keys(collect(now)).length && fill(now, (await answer.json()).fields)) { unfold(now); keep(now); n++; }
    }
    if (n) tell(say.sayKept);
  };
  document.addEventListener("input", e => { const form = e.target.form; if (form && form.matches("[data-keep]")) { keep(form); if (say.desk && form.id) later(form); } });
  // It went through: what was kept of the form that was sent is not needed any more.
  document.addEventListener("submit", e => {
    if (!e.target.matches("[data-keep]")) return;
    clearTimeout(waiting.get(e.target.id));
    waiting.delete(e.target.id);
    try { sessionStorage.setItem("parley sent", JSON.stringify([keyOf(e.target), onDesk(e.target)])); } catch { /* as above */ }
  });
  let cleared = Promise.resolve();
  try {
    const sent = JSON.parse(sessionStorage.getItem("parley sent"));
    if (sent && new URLSearchParams(location.search).has("done")) {
      sessionStorage.removeItem(sent[0]);
      if (say.desk) cleared = fetch(atDesk(sent[1]), { method: "DELETE" });
    }
    sessionStorage.removeItem("parley sent");
  } catch { /* as above */ }
  if (restore()) tell(say.sayKept);
  if (say.desk) cleared.then(fetchDrafts).catch(() => { /* what is in the tab is there */ });

  // The frame: the list of pages stands open where there is room.
  const wide = matchMedia("(min-width: 62rem)");
  const spread = () => document.querySelectorAll("details[data-wide-open]").forEach(d => { d.open = wide.matches; });
  wide.addEventListener("change", spread);
  spread();
  for (const e of document.querySelectorAll(".refused")) { unfold(e); e.scrollIntoView({ block: "center" }); if (e.tabIndex === -1) e.focus({ preventScroll: true }); break; }

  // Time left, in the words that the page came with, and the minutes after them.
  // When it is up, the page may have something else to say.
  const tick = () => {
    let up = false;
    for (const e of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.floor((new Date(e.dataset.until) - Date.now()) / 1000));
      const two = n => String(n).padStart(2, "0");
      up ||= left === 0 && !["", "0:00:00"].includes(e.dataset.clock || "");
      // Where the words count days, the clock counts what is over.
      const hours = Math.floor(left / 3600), days = hours >= 48;
      e.dataset.clock = `${days ? `+ ${hours % 24}` : hours}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
    }
    if (up) setTimeout(() => refresh(say.sayUpdated), 1500);
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
  let busy = false, again = false, waits;
  async function refresh(aloud) {
    // An answer that stands on this page alone stays until another is asked for.
    if (document.querySelector("[data-stay]")) { if (aloud) tell(aloud); return false; }
    // Half a date has no value yet, so it could not be put back.
    const half = document.activeElement;
    if (half && half.validity && half.validity.badInput) { clearTimeout(waits); waits = setTimeout(() => refresh(aloud), 2000); return false; }
    if (busy) { again = true; return false; }
    busy = true;
    try {
      const url = new URL(location.href);
      url.searchParams.delete("done");
      const answer = await fetch(url, { headers: { "X-Parley-Part": "main" }, credentials: "same-origin" });
      if (answer.status === 429) { clearTimeout(waits); waits = setTimeout(() => refresh(aloud), 5000); } // too fast: a little later
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
    let lost = false, events;
    const changed = e => { // a new connection is told first what the page shows already
      let seq = 0;
      try { seq = JSON.parse(e.data).seq; } catch { /* anything is news then */ }
      if (!(seq <= Number(say.seq))) refresh(say.sayUpdated);
    };
    const listen = () => {
      events = new EventSource(say.live);
      events.onmessage = changed;
      events.addEventListener("changed", changed);
      // Who is signed out hears nothing more, however often they asked.
      events.addEventListener("out", () => { events.close(); told = true; tell(say.sayOut, true); });
      events.onerror = () => {
        if (!lost) { lost = true; tell(say.sayLost, true); }
        // A browser comes again by itself where the line broke, and not where it was refused.
        if (events.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
      };
      events.onopen = () => { if (lost) { lost = false; refresh(say.sayBack); } };
    };
    listen();
  }
})();
