// Appended to a copy of a report: measures the page as a browser lays it out, uses it, and tells the page around it what
// it found, one line each: "name value". tests/browser.sh judges the values.
(function () {
    "use strict";
    const found = [], all = (what) => Array.from(document.querySelectorAll(what));
    const tell = (name, value) => found.push(name + " " + value);
    const shown = (node) => node.checkVisibility();

    function words() {
        let n = 0;
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walk.nextNode(); node; node = walk.nextNode())
            if (shown(node.parentElement) && !node.parentElement.closest("script,style,select"))
                n += node.textContent.split(/\s+/).filter(Boolean).length;
        return n;
    }
    function tooWide() { // the page must not scroll sideways
        return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    }
    function cut(inside) { // cells whose text is wider than they are
        return all(inside).filter((cell) => shown(cell) && cell.scrollWidth > cell.clientWidth + 1).length;
    }
    function luminance(colour) {
        const parts = colour.match(/[\d.]+/g).slice(0, 3).map((x) => {
            const c = Number(x) / 255;
            return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }
    function background(node) {
        for (; node; node = node.parentElement) {
            const colour = getComputedStyle(node).backgroundColor;
            if (!/, 0\)$|transparent/.test(colour)) return colour;
        }
        return "rgb(255, 255, 255)";
    }
    function leastContrast() { // of all words that are shown (WCAG 2)
        let least = 21;
        for (const node of all("p,li,td,th,dd,dt,h1,h2,h3,a,span,small,figcaption,summary,button")) {
            if (!shown(node) || !node.textContent.trim()) continue;
            const a = luminance(getComputedStyle(node).color), b = luminance(background(node));
            least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
        }
        return least.toFixed(2);
    }
    function leastPictureText() { // px, of the pictures' text as the page shows it
        let least = 99;
        for (const img of all("figure img")) {
            if (!shown(img)) continue;
            const svg = new DOMParser().parseFromString(decodeURIComponent(img.src.split(",").slice(1).join(",")), "image/svg+xml");
            const width = Number(svg.documentElement.getAttribute("viewBox").split(/\s+/)[2]);
            for (const node of svg.querySelectorAll("[font-size]"))
                least = Math.min(least, parseFloat(node.getAttribute("font-size")) * img.clientWidth / width);
        }
        return least.toFixed(1);
    }
    function brokenPictures() {
        return all("img").filter((img) => shown(img) && (!img.complete || img.naturalWidth === 0)).length;
    }
    function brokenLinks() {
        return all("a[href^='#']").filter((a) => !document.getElementById(a.getAttribute("href").slice(1))).length;
    }
    function follow() { // a link opens the sections around its target
        const link = document.querySelector("#ranking-table a");
        if (!link) return "none";
        link.click();
        return new Promise((done) => setTimeout(() => {
            const target = document.getElementById(link.getAttribute("href").slice(1));
            done(target.open && shown(target) ? "opens" : "closed");
        }, 100));
    }
    function numbers(table, column) {
        return Array.from(table.tBodies[0].rows, (row) => Number(row.cells[column].dataset.v)).filter((x) => !isNaN(x));
    }
    function sorted(v, sign) { return v.every((x, i) => i === 0 || sign * (x - v[i - 1]) >= 0); }
    function sorts() {
        const table = document.getElementById("ranking-table");
        if (!table) return "none";
        const heads = Array.from(table.tHead.rows[0].cells), column = heads.findIndex((x) => x.textContent.startsWith("price"));
        const button = heads[column].querySelector("button"), before = numbers(table, column);
        button.click();
        const up = numbers(table, column);
        button.click();
        const down = numbers(table, column);
        const same = [...before].sort().join() === [...down].sort().join();
        return before.length > 2 && !sorted(before, 1) && sorted(up, 1) && sorted(down, -1) && same ? "both-ways" : "not";
    }
    function filters() {
        const input = document.querySelector(".tools input"), table = input.parentElement.nextElementSibling.querySelector("table") ||
            document.getElementById("ranking-table");
        const rows = Array.from(table.tBodies[0].rows), word = rows[0].querySelector("[data-name]").textContent;
        input.value = word;
        input.dispatchEvent(new Event("input"));
        const left = rows.filter((row) => !row.hidden).length;
        input.value = "";
        input.dispatchEvent(new Event("input"));
        return left > 0 && left < rows.length && rows.every((row) => !row.hidden) ? "some" : "none";
    }
    function compares() {
        const picks = all(".tools select");
        if (picks.length !== 2) return 0;
        picks[0].selectedIndex = 1;
        picks[1].selectedIndex = 2;
        picks[1].dispatchEvent(new Event("change"));
        return document.querySelectorAll("#compared tbody tr").length;
    }
    function asPrinted() { // the rules of print for the screen
        for (const sheet of document.styleSheets)
            for (const rule of sheet.cssRules)
                if (rule.media && rule.media.mediaText === "print") rule.media.mediaText = "all";
    }

    addEventListener("load", async () => {
        if (location.hash === "#print") {
            asPrinted();
            tell("print-height", document.body.scrollHeight);
            tell("print-too-wide", tooWide());
            all("details").forEach((x) => { x.open = true; });
            tell("print-cut", cut("td,th,dd,pre"));
            tell("print-too-wide-open", tooWide());
        } else {
            tell("width", innerWidth);
            tell("words", words());
            tell("screens", (document.documentElement.scrollHeight / 900).toFixed(1));
            tell("too-wide", tooWide());
            tell("cut", cut("td,th,dd"));
            tell("contrast", leastContrast());
            tell("dark", luminance(background(document.body)) < 0.2 ? "yes" : "no");
            tell("broken-links", brokenLinks());
            if (document.getElementById("ranking-table")) {
                tell("link", await follow());
                tell("sort", sorts());
                tell("filter", filters());
                tell("compared", compares());
                tell("nothing-loaded", performance.getEntriesByType("resource").filter((x) => !x.name.startsWith("data:")).length);
            }
            all("details").forEach((x) => { x.open = true; });
            await new Promise((done) => setTimeout(done, 100));
            tell("too-wide-open", tooWide());
            tell("cut-open", cut("td,th,dd"));
            tell("columns", Math.max(0, ...all("table").map((t) => t.tHead ? t.tHead.rows[0].cells.length : 0)));
            tell("contrast-open", leastContrast());
            tell("picture-text", leastPictureText());
            tell("broken-pictures", brokenPictures());
        }
        parent.postMessage(found.join("\n"), "*");
    });
})();
