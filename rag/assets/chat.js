/* Behaviour of the page that Gradio has no component for: opening a citation's source, and names for screen readers. */
(() => {
  "use strict";

  document.documentElement.lang = "id";
  // Gradio words its own few labels in the browser's language; this page is Indonesian for everyone.
  Object.defineProperty(navigator, "language", { get: () => "id" });
  Object.defineProperty(navigator, "languages", { get: () => ["id"] });

  const NAMES = {
    "#question .submit-button": "Kirim pertanyaan",
    "#question .stop-button": "Hentikan jawaban",
    "#chat .scroll-down-button-container button": "Ke bawah",
    '#chat [role="log"]': "Percakapan",
  };
  // Of each answer; Gradio words them by what was chosen.
  const JUDGING = { Like: "Jawaban membantu", Dislike: "Jawaban kurang tepat", Liked: "Jawaban membantu (dipilih)", Disliked: "Jawaban kurang tepat (dipilih)" };
  // Gradio's own notices, where it has no translation.
  const NOTICES = {
    Error: "Gangguan",
    Warning: "Perhatian",
    "This application is currently busy. Please try again.": "Sedang banyak yang bertanya dan antreannya penuh. Silakan coba lagi sebentar lagi.",
    "Connection errored out.": "Sambungan ke server terputus.",
  };
  const phone = window.matchMedia("(max-width: 899px)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const byId = (id) => document.getElementById(id);

  let opener = null; // the citation link that was used last; focus goes back to it
  let active = null; // id of the highlighted article; re-applied, because every streamed sentence rewrites the panel
  let held = null; // id of the article that has the focus; a rewritten panel would lose it
  let newest; // id of the first article of the panel
  let questions = 0; // how many the chat shows

  function highlight() {
    for (const article of document.querySelectorAll("#sources article.source")) {
      const chosen = article.id === active;
      if (article.classList.contains("active") !== chosen) article.classList.toggle("active", chosen);
    }
  }

  function scrollTo(article) {
    const panel = byId("sources");
    const head = panel.querySelector(".sources-head");
    const top = article.getBoundingClientRect().top - panel.getBoundingClientRect().top + panel.scrollTop;
    panel.scrollTo({ top: top - head.offsetHeight - 6, behavior: calm.matches ? "auto" : "smooth" });
  }

  function closeSheet() {
    document.documentElement.classList.remove("sources-open");
    for (const id of ["masthead", "conversation"]) byId(id).inert = false;
    if (opener && opener.isConnected) opener.focus();
  }

  function openSource(link) {
    const article = byId(link.getAttribute("href").slice(1));
    if (!article) return;
    opener = link;
    active = article.id;
    highlight();
    document.documentElement.classList.add("sources-open");
    article.focus({ preventScroll: true });
    // After the focus has left the chat: what is made inert around the focus drops it to the body.
    for (const id of ["masthead", "conversation"]) byId(id).inert = phone.matches;
    scrollTo(article);
  }

  function isOpen() {
    return document.documentElement.classList.contains("sources-open");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite, #chat a.place");
    if (link) {
      // Followed natively, the link would go through Gradio's <base href> and could reload the page.
      event.preventDefault();
      openSource(link);
    } else if (event.target.closest(".sources-close") || (phone.matches && event.target === document.body && isOpen())) {
      closeSheet();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) closeSheet();
  });
  phone.addEventListener("change", closeSheet);
  document.addEventListener("focusin", (event) => {
    held = event.target.matches("article.source") ? event.target.id : null;
  });
  document.addEventListener("pointerdown", () => {
    held = null;
  });

  // What the server makes of the conversation when its hidden button is pressed: a file to keep, or a page to print.
  let wanted = null;
  const KEEP = {
    markdown(text) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
      link.download = "tanya-karier.md";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    },
    html(text) {
      byId("to-print")?.remove();
      const frame = document.createElement("iframe");
      frame.id = "to-print";
      frame.title = "Percakapan untuk dicetak";
      frame.setAttribute("sandbox", "allow-same-origin allow-modals"); // no script of its own
      frame.addEventListener("load", () => frame.contentWindow.print(), { once: true });
      frame.srcdoc = text;
      document.body.append(frame);
    },
  };
  // The conversation, sealed by the server, is stored in this tab only: a reload hands it back.
  const STORED = "tanya-karier";
  const stored = {
    read() {
      try {
        return sessionStorage.getItem(STORED) ?? "";
      } catch {
        return ""; // a browser that stores nothing
      }
    },
    write(sealed) {
      try {
        if (sealed) sessionStorage.setItem(STORED, sealed);
        else sessionStorage.removeItem(STORED);
      } catch {
        // full, or forbidden: only a reload will miss it
      }
    },
  };
  let sealed = stored.read();
  let returned = !sealed; // whether what was stored is back in the page
  function keep() {
    const found = document.querySelector("#kept data");
    if (!found) return;
    returned = true;
    if (found.value === sealed) return;
    sealed = found.value;
    stored.write(sealed);
  }

  window.tanyaKarier = {
    kept: stored.read,
    exported(kept) {
      if (wanted && kept) KEEP[wanted](kept[wanted]);
      wanted = null;
    },
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-export]");
    if (!button) return;
    wanted = button.dataset.export;
    byId("export").click();
  });

  // A question in the address, from a link of the browsing pages, is asked once; the address then forgets it.
  let asked = new URLSearchParams(location.search).get("tanya");
  function askFromAddress() {
    const box = document.querySelector("#question textarea");
    const send = document.querySelector("#question .submit-button");
    if (!asked || !returned || !box || !send) return;
    box.value = asked;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    asked = null;
    const address = new URL(location.href);
    address.searchParams.delete("tanya");
    history.replaceState(null, "", address);
    setTimeout(() => send.click(), 0); // once Gradio has taken the text
  }

  let waiting = false;
  function tidy() {
    waiting = false;
    askFromAddress();
    for (const [selector, name] of Object.entries(NAMES)) {
      const element = document.querySelector(selector);
      if (!element || element.getAttribute("aria-label") === name) continue;
      element.setAttribute("aria-label", name);
      element.removeAttribute("title");
    }
    for (const button of document.querySelectorAll("#chat .message-buttons button[aria-label]")) {
      const name = JUDGING[button.getAttribute("aria-label")];
      if (!name) continue;
      button.setAttribute("aria-label", name);
      button.title = name;
    }
    for (const said of document.querySelectorAll(".toast-title, .toast-message-text")) {
      const text = NOTICES[said.textContent.trim()];
      if (text) said.textContent = text;
    }
    for (const close of document.querySelectorAll('.toast-close[aria-label="Close"]')) close.setAttribute("aria-label", "Tutup");
    // Gradio calls the examples a list, and lists nothing in it.
    const examples = document.querySelector('#chat .examples[role="list"]');
    examples?.setAttribute("role", "group");
    examples?.setAttribute("aria-label", "Contoh pertanyaan");
    // Gradio names a message by its raw markup; without that a screen reader reads the message itself.
    for (const message of document.querySelectorAll("#chat [data-testid][aria-label]")) message.removeAttribute("aria-label");
    const shown = document.querySelectorAll("#chat .question").length;
    const log = document.querySelector('#chat [role="log"]');
    if (log && shown !== questions) {
      // Gradio follows the answer only while the chat is scrolled to its end; a new question is always worth following.
      if (shown > questions) log.scrollTop = log.scrollHeight;
      questions = shown;
    }
    const first = document.querySelector("#sources article.source");
    if (first?.id !== newest) {
      newest = first?.id;
      byId("sources").scrollTop = 0;
    }
    highlight();
    if (held && document.activeElement === document.body) byId(held)?.focus({ preventScroll: true });
  }
  new MutationObserver(() => {
    keep(); // at once: a reload waits for no frame
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(tidy);
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-label"],
  });
})();
