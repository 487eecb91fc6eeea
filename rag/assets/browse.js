/* Of the browsing pages, which work without it: dark where the system is, and the paragraph of the address in view. */
(() => {
  "use strict";

  if (window.matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.classList.add("dark");
  document.addEventListener("DOMContentLoaded", () => {
    if (!location.hash) document.querySelector(".chosen")?.scrollIntoView({ block: "center" });
  });
})();
