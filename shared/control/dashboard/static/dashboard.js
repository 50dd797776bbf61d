// Keeps a page up to date: whenever the mock says that something changed, the parts marked `data-live` are fetched again.
(() => {
  "use strict";
  if (!window.EventSource) return;
  let running = false;
  let again = false;

  // How to find an element of a part again: by its id, or within the row or detail that has one.
  const placeOf = (element, part) => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const link = element.getAttribute("href");
    const own = link === null ? element.localName : `a[href="${CSS.escape(link)}"]`;
    const holder = element.closest("[id]");
    return holder === part ? (link === null ? null : own) : `#${CSS.escape(holder.id)} ${own}`;
  };

  const replaceParts = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const open = [...document.querySelectorAll("details[open][id]")].map((part) => part.id);
    for (const old of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(old.id);
      if (!next || next.innerHTML === old.innerHTML) continue;
      const focused = old.contains(document.activeElement) ? document.activeElement : null;
      const place = focused && placeOf(focused, old);
      old.replaceChildren(...next.childNodes);
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      if (place) old.querySelector(place)?.focus({ preventScroll: true });
    }
    showLive(true);
  };

  const refresh = async () => {
    if (document.hidden) return;
    if (running) { again = true; return; }
    running = true;
    again = false;
    try {
      const address = new URL(location.href);
      address.searchParams.delete("done");
      const answer = await fetch(address, { headers: { "X-Fragment": "1", Accept: "text/html" } });
      if (answer.ok) replaceParts(await answer.text());
    } catch {
      showLive(false);
    } finally {
      running = false;
      if (again && !document.hidden) setTimeout(refresh, 500);
    }
  };

  const showLive = (isOn) => {
    const sign = document.getElementById("live-state");
    if (sign) sign.hidden = !isOn;
  };

  // A browser holds six connections to one address, so pages in the background let go of theirs.
  let events = null;
  const listen = () => {
    if (events) return;
    events = new EventSource(document.body.dataset.events);
    events.addEventListener("open", () => showLive(true));
    events.addEventListener("error", () => showLive(false));
    // Spread a little, so that many open pages do not ask in the same instant.
    events.addEventListener("changed", () => setTimeout(refresh, Math.random() * 300));
  };
  const letGo = () => {
    events?.close();
    events = null;
    showLive(false);
  };
  const seenAgain = () => {
    listen();
    refresh();
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? letGo() : seenAgain()));
  window.addEventListener("pagehide", letGo);
  window.addEventListener("pageshow", (event) => { if (event.persisted) seenAgain(); });
  if (!document.hidden) listen();
  // The other app's part of a trace tells nothing to this one, so it is asked for now and then.
  if (document.getElementById("story")) setInterval(refresh, 5000);
})();
