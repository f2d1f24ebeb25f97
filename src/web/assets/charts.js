// Chart.js dressed for meters: bars of energy, steps of power, points of peaks; days without data are hatched.

import { address } from "./api.js";
import { labelled, number } from "./i18n.js";

let loading = null;

/// Chart.js is loaded with the first chart only.
function chart_library() {
  loading ??= new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address("assets/chart.js") });
    script.addEventListener("load", () => done(window.Chart));
    script.addEventListener("error", () => {
      loading = null;
      failed(new Error("assets/chart.js"));
    });
    document.head.append(script);
  });
  return loading;
}

/// A CSS variable's colour as the canvas wants it.
function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  probe.style.forcedColorAdjust = "none"; // two series of one system colour could not be told apart
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

const faded = (ink, alpha) =>
  `rgba(${ink
    .match(/[\d.]+/g)
    .slice(0, 3)
    .join(", ")}, ${alpha})`;

function hatch(ink) {
  const tile = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
  const pen = tile.getContext("2d");
  pen.strokeStyle = ink;
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (const offset of [-8, 0, 8]) {
    pen.moveTo(offset, 8);
    pen.lineTo(offset + 8, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}

/// Hatches what is missing: places of a category axis, or [from, to] of a linear one.
const missing_marks = {
  id: "missing",
  beforeDatasetsDraw(chart, _, { places = [], spans = [], pattern }) {
    const {
      ctx,
      chartArea: { top, bottom, left, right },
      scales: { x },
    } = chart;
    ctx.save();
    ctx.fillStyle = pattern;
    const half = x.ticks.length > 1 ? Math.abs(x.getPixelForValue(1) - x.getPixelForValue(0)) / 2 : (right - left) / 2;
    for (const place of places) {
      const middle = x.getPixelForValue(place);
      ctx.fillRect(middle - half, top, half * 2, bottom - top);
    }
    for (const [from, to] of spans) {
      const begin = Math.max(left, x.getPixelForValue(from));
      ctx.fillRect(begin, top, Math.min(right, x.getPixelForValue(to)) - begin, bottom - top);
    }
    ctx.restore();
  },
};

const TONES = { consumption: "--flow", production: "--sun", before: "--before", max_power: "--peak" };

function datasets(model) {
  return model.series.map(({ label, values, tone }) => {
    const ink = colour(TONES[tone]);
    if (model.kind === "steps")
      return {
        label,
        data: values,
        borderColor: ink,
        backgroundColor: faded(ink, 0.16),
        fill: "origin",
        stepped: "before",
        borderWidth: 1.8,
        pointRadius: 0,
        pointHitRadius: 8,
        spanGaps: false,
      };
    if (model.kind === "points")
      return {
        label,
        data: values,
        type: "line",
        borderColor: faded(ink, tone === "before" ? 0.9 : 0.45),
        backgroundColor: ink,
        borderWidth: tone === "before" ? 1 : 1.2,
        pointRadius: tone === "before" || values.length > 100 ? 1.2 : 3.2,
        pointHoverRadius: 5,
        spanGaps: false,
        tension: 0,
      };
    return {
      label,
      data: values,
      backgroundColor: ink,
      hoverBackgroundColor: ink,
      borderRadius: 3,
      maxBarThickness: 34,
      categoryPercentage: 0.78,
      barPercentage: 0.92,
    };
  });
}

function axes(model, ink, grid) {
  const y = {
    beginAtZero: true,
    border: { display: false },
    grid: { color: grid, drawBorder: false, drawTicks: false },
    ticks: { color: ink, padding: 8, maxTicksLimit: 6, callback: value => number(value) },
    title: { display: true, text: model.unit, color: ink, align: "end", padding: 2 },
  };
  const plain = {
    grid: { display: false, drawBorder: false },
    ticks: { color: ink, maxRotation: 0, autoSkipPadding: 12 },
  };
  if (model.kind !== "steps") return { x: plain, y };
  return {
    y,
    x: {
      ...plain,
      type: "linear",
      min: model.from,
      max: model.to,
      offset: false,
      afterBuildTicks: axis => {
        axis.ticks = model.ticks.map(({ at }) => ({ value: at }));
      },
      ticks: {
        ...plain.ticks,
        autoSkip: true,
        callback: value => model.ticks.find(({ at }) => at === value)?.label ?? "",
      },
    },
  };
}

/// model: {kind: bars|points|steps, unit, series: [{label, values, tone}], labels | from/to/ticks, missing: {places|spans},
/// told(index, series) -> line of the tooltip, title(index), open?(index)}. `speak` is told where the arrow keys stand.
/// Answers how to take the chart away.
export async function draw(canvas, model, speak) {
  const Chart = await chart_library();
  if (!canvas.isConnected) return () => {};
  const ink = colour("--soft");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const steps = model.kind === "steps";
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12;
  const chart = new Chart(canvas, {
    type: steps || model.kind === "points" ? "line" : "bar",
    data: { labels: steps ? undefined : model.labels, datasets: datasets(model) },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: calm ? false : { duration: 280 },
      locale: document.documentElement.lang,
      interaction: { mode: steps ? "nearest" : "index", axis: "x", intersect: false },
      normalized: true,
      parsing: steps ? false : undefined,
      onClick: (_, [hit]) => hit && model.open?.(hit.index),
      onHover: ({ native }, hits) => {
        native.target.style.cursor = model.open && hits.length ? "pointer" : "";
      },
      scales: axes(model, ink, colour("--grid")),
      plugins: {
        legend: { display: false },
        missing: { ...model.missing, pattern: hatch(colour("--hatch")) },
        tooltip: {
          backgroundColor: colour("--tip"),
          titleColor: colour("--tip-ink"),
          bodyColor: colour("--tip-ink"),
          padding: 10,
          cornerRadius: 8,
          boxPadding: 5,
          usePointStyle: true,
          filter: item => item.raw !== null && item.raw?.y !== null,
          callbacks: {
            title: ([item]) => (item ? model.title(item.dataIndex) : ""),
            label: item => model.told(item.dataIndex, item.datasetIndex),
          },
        },
      },
    },
    plugins: [missing_marks],
  });
  const keys = new AbortController();
  canvas.addEventListener("keydown", walk(chart, model, speak), { signal: keys.signal });
  return () => {
    keys.abort();
    chart.destroy();
  };
}

/// The arrow keys go from value to value as the pointer does, Enter opens what a click opens.
function walk(chart, model, speak) {
  let at = -1;
  const has = (i, n) => {
    const value = chart.data.datasets[n].data[i];
    return (value?.y ?? (typeof value === "number" ? value : null)) !== null;
  };
  return event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Enter" && at >= 0) return model.open?.(at);
    if (!step) return;
    event.preventDefault();
    const count = chart.data.datasets[0].data.length;
    const series = chart.data.datasets.map((_, n) => n);
    const start = at < 0 && step < 0 ? count : at;
    for (let i = start + step; i >= 0 && i < count; i += step) {
      const there = series.filter(n => has(i, n) && model.title(i));
      if (!there.length) continue;
      at = i;
      const active = there.map(datasetIndex => ({ datasetIndex, index: i }));
      chart.setActiveElements(active);
      chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
      chart.update("none");
      return speak(labelled(model.title(i), there.map(n => model.told(i, n).trim()).join(", ")));
    }
  };
}
