/*
 * Before everything else, in words that old browsers know: says so when this browser is too old,
 * hides the first page when another one is asked for, and remembers what is tapped before the
 * scripts are there (webhost/first.ts does it then). Made to be smaller than a packet.
 */
(function () {
    var root = document.documentElement;
    var isNew =
        "noModule" in HTMLScriptElement.prototype &&
        "replaceAll" in String.prototype &&
        "customElements" in window;

    if (location.hash.length > 2) root.className = "host-elsewhere";
    if (!isNew) {
        window.__isTooOld = true;
        root.className = "host-elsewhere";
        document.addEventListener("DOMContentLoaded", function () {
            document.getElementById("host-old").removeAttribute("hidden");
        });
        return;
    }
    window.__early = function (event) {
        var button = event.target.closest && event.target.closest("button");

        if (!button) return;
        window.__tapped = [].indexOf.call(document.querySelectorAll("#app button"), button);
        button.setAttribute("aria-busy", "true");
    };
    document.addEventListener("click", window.__early);
})();
