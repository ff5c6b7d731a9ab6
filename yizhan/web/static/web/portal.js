// Keyboard and charts. Every page works without this file.
"use strict";

(function keyboard() {
  const typing = (element) => element.closest("input, select, textarea, [contenteditable]");
  const rows = () => [...document.querySelectorAll("tr[data-row]")];
  const choose = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("chosen"));
    const next = Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step));
    all.forEach((row, at) => row.classList.toggle("chosen", at === next));
    all[next].scrollIntoView({ block: "nearest" });
    all[next].querySelector("a").focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (typing(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "j") choose(1);
    if (event.key === "k") choose(-1);
    if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      const row = document.querySelector("tr.chosen a");
      if (row) row.click();
    }
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row && !event.target.closest("a, button, input, label")) row.querySelector("a").click();
  });
  document.addEventListener("change", (event) => {
    const target = event.target;
    if (target.matches("[data-differences]")) {
      document.querySelector("#comparison").classList.toggle("only-differences", target.checked);
    }
    if (target.matches("[data-submits]")) target.form.requestSubmit();
  });
})();

(function charts() {
  const INK = "#5f6a77", LINE = "#eef1f3";
  const common = { animation: false, textStyle: { fontFamily: "inherit" } };
  const rate = (data) => ({
    ...common,
    grid: { left: 48, right: 96, top: 16, bottom: 28 },
    xAxis: { type: "category", data: data.minutes, boundaryGap: false, axisLabel: { color: INK }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: INK }, splitLine: { lineStyle: { color: LINE } } },
    series: data.series.map((one, at) => ({
      name: one.name, type: "line", data: one.values, showSymbol: false, color: one.color, lineStyle: { width: at ? 2 : 1.5 },
      endLabel: { show: true, formatter: one.name + " {c}", color: at ? one.color : INK, offset: [0, at ? 8 : -8] },
    })),
  });
  const reasons = (data) => ({
    ...common,
    grid: { left: 8, right: 44, top: 8, bottom: 8, containLabel: true },
    xAxis: { show: false, min: 0 },
    yAxis: { type: "category", data: data.names, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: "#1f2933", width: 170, overflow: "break" } },
    series: [{ type: "bar", data: data.values, color: "#b3261e", barMaxWidth: 14, itemStyle: { opacity: 0.82 }, label: { show: true, position: "right", color: INK } }],
  });
  const shapes = { rate, reasons };
  const draw = () => {
    if (!window.echarts) return;
    document.querySelectorAll("[data-chart]").forEach((place) => {
      const source = document.getElementById(place.dataset.chart);
      if (!source) return;
      const chart = window.echarts.getInstanceByDom(place) || window.echarts.init(place);
      chart.setOption(shapes[place.dataset.shape](JSON.parse(source.textContent)), true);
    });
  };
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
  document.addEventListener("htmx:oobAfterSwap", draw);
  window.addEventListener("resize", () => document.querySelectorAll("[data-chart]").forEach((place) => {
    const chart = window.echarts && window.echarts.getInstanceByDom(place);
    if (chart) chart.resize();
  }));
})();

(function trouble() {
  // A refresh that fails says so instead of showing old figures as new.
  const show = (on) => document.querySelectorAll("[data-trouble]").forEach((note) => { note.hidden = !on; });
  document.addEventListener("htmx:sendError", () => show(true));
  document.addEventListener("htmx:responseError", () => show(true));
  document.addEventListener("htmx:afterOnLoad", () => show(false));
})();
