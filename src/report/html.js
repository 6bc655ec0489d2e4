// Opens what a link leads to, sorts and filters tables, and shows two options side by side. The page reads without it.
"use strict";
(function () {
    function text(node) { return (node.textContent || "").trim(); }
    function make(tag, words, parent) {
        const node = document.createElement(tag);
        if (words) node.textContent = words;
        if (parent) parent.append(node);
        return node;
    }

    // ---- links open the sections around their target
    function open() {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        for (let at = target; at; at = at.parentElement)
            if (at.tagName === "DETAILS") at.open = true;
        if (target) target.scrollIntoView();
    }
    addEventListener("hashchange", open);
    document.addEventListener("click", (event) => {
        const link = event.target.closest && event.target.closest("a[href^='#']");
        if (link && link.getAttribute("href") === location.hash) open();
    });

    // ---- on paper every section is open
    let closed = [];
    addEventListener("beforeprint", () => {
        closed = Array.from(document.querySelectorAll("details:not([open])"));
        for (const section of closed) section.open = true;
    });
    addEventListener("afterprint", () => { for (const section of closed) section.open = false; });

    // ---- sorting: by the number of a cell where it has one, else by its words; unknown values stay last
    function value(row, column) {
        const cell = row.cells[column];
        return cell.dataset.v !== undefined ? Number(cell.dataset.v) : text(cell);
    }
    function order(a, b) {
        const unknownA = a === "—" || a === "", unknownB = b === "—" || b === "";
        if (unknownA || unknownB) return unknownA && unknownB ? 0 : unknownA ? 2 : -2;
        if (typeof a === "number" && typeof b === "number") return Math.sign(a - b);
        return Math.sign(String(a).localeCompare(String(b), "en", { numeric: true }));
    }
    function sort(table, column, head) {
        const down = head.getAttribute("aria-sort") === "ascending";
        const rows = Array.from(table.tBodies[0].rows);
        rows.sort((x, y) => {
            const by = order(value(x, column), value(y, column));
            return Math.abs(by) === 2 ? by : down ? -by : by;
        });
        for (const th of table.tHead.rows[0].cells) th.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        table.tBodies[0].append(...rows);
    }
    const enough = 8; // rows from which a table can be filtered
    for (const table of document.querySelectorAll("table")) {
        if (!table.tHead || table.tBodies[0].rows.length < 2) continue;
        Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
            const button = make("button", text(head));
            button.type = "button";
            button.title = "sort";
            head.replaceChildren(button);
            button.addEventListener("click", () => sort(table, column, head));
        });
        if (table.tBodies[0].rows.length < enough || table.closest(".pair")) continue;
        const tools = make("div");
        tools.className = "tools";
        table.parentElement.before(tools);
        const input = make("input", "", tools);
        input.type = "search";
        input.placeholder = "show only rows with …";
        input.setAttribute("aria-label", "show only rows with these words");
        input.addEventListener("input", () => {
            const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
            for (const row of table.tBodies[0].rows)
                row.hidden = !words.every((word) => text(row).toLowerCase().includes(word));
        });
    }

    // ---- two options side by side: their rows of every table
    function rowsOf(table, option) {
        return Array.from(table.tBodies[0].rows).filter((row) => row.dataset.option === option);
    }
    function compare(a, b, into) {
        into.replaceChildren();
        if (!a || !b || a === b) return;
        const table = make("table", "", into), body = document.createElement("tbody");
        const head = make("tr", "", make("thead", "", table));
        for (const words of ["figure", names.get(a), names.get(b)]) make("th", words, head);
        table.append(body);
        const seen = new Set();
        for (const source of document.querySelectorAll("table[id]")) {
            const left = rowsOf(source, a), right = rowsOf(source, b);
            if (left.length !== 1 || right.length !== 1) continue;
            Array.from(source.tHead.rows[0].cells).forEach((cell, column) => {
                const l = text(left[0].cells[column]), r = text(right[0].cells[column]);
                const prefix = source.dataset.of ? source.dataset.of + ": " : "";
                const name = prefix + text(cell);
                if (l === r || seen.has(name) || names.get(a) === l) return;
                seen.add(name);
                const row = make("tr", "", body);
                make("td", name, row);
                row.append(left[0].cells[column].cloneNode(true), right[0].cells[column].cloneNode(true));
            });
        }
    }
    const names = new Map();
    for (const row of document.querySelectorAll("#ranking-table tr[data-option]"))
        names.set(row.dataset.option, text(row.querySelector("[data-name]")));
    const place = document.getElementById("ranking-table");
    if (names.size > 1) {
        const tools = make("div"), result = make("div");
        tools.className = "tools";
        result.id = "compared";
        result.className = "wide";
        place.parentElement.before(tools, result);
        const picks = [0, 1].map((which) => {
            const select = make("select", "", tools);
            select.setAttribute("aria-label", which ? "second option" : "first option");
            make("option", which ? "compare with …" : "compare …", select).value = "";
            for (const [id, name] of names) make("option", name, select).value = id;
            select.addEventListener("change", () => compare(picks[0].value, picks[1].value, result));
            return select;
        });
    }
    if (location.hash) open();
})();
