// Residuals on a logarithmic axis: of all intervals, and of the regions of the chosen one.

const mostPointsOfTrace = 300;

const residual = {
  title: "ADMM residual", step: "round", unit: "norm weighted by the penalties, √(per unit · $/MWh)",
  of: (traced) => traced.roundResiduals,
};
const gap = {
  title: "Interior point: mean gap", step: "iteration", unit: "slack × multiplier, per unit · $/MWh",
  of: (traced) => traced.meanGaps,
};

/** An empty chart with a logarithmic axis that fits all traces, and how a trace becomes a path. */
function logChart(id, what, of, traces) {
  const range = extent(traces.flat().filter((value) => value > 0));
  const title = `${what.title} ${of}`;
  if (!range) {
    empty(id, title + ": none was recorded.");
    return undefined;
  }
  const most = traces.reduce((length, trace) => Math.max(length, trace.length), 1);
  const chart = frame(id, `${title} by ${what.step}, logarithmic`, 290, { left: 52, right: 10, top: 44, bottom: 38 });
  svg(chart.picture, "text", { class: "chart-title", x: 0, y: 13 }, title);
  const low = Math.floor(Math.log10(range[0]));
  const high = Math.max(low + 1, Math.ceil(Math.log10(range[1])));
  const x = linear(1, Math.max(2, most), chart.left, chart.right);
  const y = (value) => linear(low, high, chart.bottom, chart.top)(Math.log10(value));
  const step = Math.ceil((high - low) / 8);
  for (let exponent = low; exponent <= high; exponent += step) {
    const at = y(10 ** exponent);
    svg(chart.picture, "line", { class: "rule", x1: chart.left, x2: chart.right, y1: at, y2: at });
    svg(chart.picture, "text", { class: "tick", x: chart.left - 7, y: at + 4, "text-anchor": "end" }, powerOfTen(exponent));
  }
  svg(chart.picture, "text", { class: "axis-title", x: 0, y: chart.top - 10 }, what.unit);
  svg(chart.picture, "line", { class: "base", x1: chart.left, x2: chart.right, y1: chart.bottom, y2: chart.bottom });
  const steps = niceTicks(0, most, 6).values.filter((value) => Number.isInteger(value) && value <= most);
  for (const value of steps.map((number) => Math.max(1, number))) {
    svg(chart.picture, "line", { class: "base", x1: x(value), x2: x(value), y1: chart.bottom, y2: chart.bottom + 4 });
    svg(chart.picture, "text", { class: "tick", x: x(value), y: chart.bottom + 17, "text-anchor": "middle" }, fixed(value, 0));
  }
  svg(chart.picture, "text", { class: "tick", x: chart.right, y: chart.bottom + 32, "text-anchor": "end" }, what.step);
  const path = (trace) => {
    const stride = Math.ceil(trace.length / mostPointsOfTrace);
    let text = "";
    let drawn = false;
    trace.forEach((value, k) => {
      if (k % stride === 0 || k === trace.length - 1) {
        text += value > 0 ? `${drawn ? "L" : "M"}${x(k + 1).toFixed(1)},${y(value).toFixed(1)}` : "";
        drawn = value > 0;
      }
    });
    return text;
  };
  return { picture: chart.picture, path };
}

/** One line an interval, the chosen one thick. */
function drawTraces(id, what) {
  const traces = intervals.map(what.of);
  const chart = logChart(id, what, "of each interval", traces);
  if (!chart) {
    return undefined;
  }
  const group = svg(chart.picture, "g");
  const lines = traces.map((trace) => svg(group, "path", { class: "trace", d: chart.path(trace) }));
  lines.forEach((line, i) => {
    const hit = svg(chart.picture, "path", { class: "trace-hit", d: line.getAttribute("d") });
    withTip(hit, () => [moment(i), [
      [what.step + "s", fixed(traces[i].length, 0)],
      ["last value", brief(traces[i].at(-1))],
    ]]).addEventListener("click", () => choose(i));
  });
  const mark = (index) => {
    lines.forEach((line, i) => line.classList.toggle("is-chosen", i === index));
    group.appendChild(lines[index]);
  };
  mark(choice.index);
  return mark;
}

/** The chosen interval's regions as thin lines, all of them together thick. */
function drawRegions(id, what) {
  const mark = (index) => {
    const interval = intervals[index];
    const traces = interval.regions.map(what.of);
    const chart = logChart(id, what, "of each region", [what.of(interval), ...traces]);
    if (!chart) {
      return;
    }
    svg(chart.picture, "path", { class: "trace is-chosen", d: chart.path(what.of(interval)) });
    traces.forEach((trace, k) => {
      svg(chart.picture, "path", { class: "trace of-region", d: chart.path(trace) });
      const hit = svg(chart.picture, "path", { class: "trace-hit", d: chart.path(trace) });
      withTip(hit, () => ["Region " + interval.regions[k].region, [
        [what.step + "s", fixed(trace.length, 0)],
        ["first value", brief(trace[0])],
        ["last value", brief(trace.at(-1))],
      ]]);
    });
  };
  mark(choice.index);
  return mark;
}

/** The same in numbers: a row a round or iteration, a column a region. */
function drawTraceTable(index) {
  const interval = intervals[index];
  const table = byId("trace-table");
  table.replaceChildren();
  const caption = interval.voided ? "void" : `${interval.regions.length} regions`;
  html(table, "caption", {}, `${moment(index)} · ${caption}`);
  const head = html(html(table, "thead"), "tr");
  ["phase", "step", "all regions", ...interval.regions.map((region) => "region " + region.region)]
    .forEach((name) => html(head, "th", { scope: "col" }, name));
  const body = html(table, "tbody");
  for (const what of [residual, gap]) {
    what.of(interval).forEach((value, k) => {
      const row = html(body, "tr");
      html(row, "td", {}, what.title);
      html(row, "th", { scope: "row" }, fixed(k + 1, 0));
      [value, ...interval.regions.map((region) => what.of(region)[k])]
        .forEach((number) => html(row, "td", {}, brief(number)));
    });
  }
}

/** The interval whose clearing took longest: the one to look at first when rounds matter. */
function hardestInterval() {
  const steps = (interval) => interval.roundResiduals.length + interval.meanGaps.length;
  return intervals.reduce((worst, interval, i) => (steps(interval) > steps(intervals[worst]) ? i : worst), 0);
}

/** Buttons beside the regions' charts, and the table, which is only made while it is open. */
function drawTraceTools() {
  const tools = byId("trace-tools");
  const button = (text, index) => {
    const node = html(tools, "button", { type: "button" }, text);
    node.addEventListener("click", () => choose(index()));
  };
  button("First interval", () => 0);
  button("Hardest interval", hardestInterval);
  const details = byId("trace-details");
  const refresh = () => details.open && drawTraceTable(choice.index);
  details.addEventListener("toggle", refresh);
  onChoice((index) => {
    byId("trace-chosen").textContent = moment(index) + (intervals[index].voided ? " · void" : "");
    refresh();
  });
}
