// The page: totals, the grid's tools and side lists, the table, and choosing an interval.

const median = (values) => {
  const sorted = values.filter(isNumber).sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length === 0 ? null
    : sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const total = (name) => intervals.reduce((sum, interval) => sum + (interval[name] || 0), 0);

function drawTiles() {
  const cleared = intervals.filter((interval) => !interval.voided);
  const voids = intervals.length - cleared.length;
  const weights = intervals.map((interval, i) => (isNumber(means[i]) ? interval.clearedMwh || 0 : 0));
  const weight = weights.reduce((sum, value) => sum + value, 0);
  const mean = weight > 0 ? weights.reduce((sum, value, i) => sum + value * (means[i] || 0), 0) / weight : null;
  const tiles = [
    [fixed(cleared.length, 0), voids > 0 ? `+ ${voids} void` : "", "intervals cleared"],
    [fixed(total("clearedMwh"), 1), "MWh", "energy cleared"],
    [fixed(mean, 2), "$/MWh", "mean LMP"],
    [fixed(total("congestionRentUsd"), 0), "$", "congestion rent"],
    [fixed(total("welfareUsd"), 0), "$", "welfare"],
    [fixed(median(cleared.map((interval) => interval.rounds)), 0), "", "median rounds"],
    [fixed(median(intervals.map((interval) => interval.finalitySeconds)), 2), "s", "median finality"],
  ];
  for (const [value, unit, label] of tiles) {
    const tile = html(byId("tiles"), "div", { class: "tile" });
    html(html(tile, "div", { class: "value" }, value), "span", { class: "unit" }, unit);
    html(tile, "div", { class: "label" }, label);
  }
}

// The grid and what stands around it.

let network = null;
const isPicture = Array.isArray(buses.x);

function button(parent, text, label, press) {
  const made = html(parent, "button", { type: "button", "aria-label": label, title: label }, text);
  made.addEventListener("click", press);
  return made;
}

function drawGridTools() {
  const tools = byId("grid-tools");
  html(tools, "span", {}, "Colour scale");
  const scopes = [["this interval", false], ["whole run", true]].map(([text, whole]) => {
    const made = button(tools, text, "Colour scale of " + text, () => {
      wholeRun = whole;
      press();
      paintGrid(choice.index);
    });
    return [made, whole];
  });
  const press = () => scopes.forEach(([made, whole]) => made.setAttribute("aria-pressed", wholeRun === whole));
  press();
  html(tools, "span", { class: "gap" });
  if (isPicture) {
    button(tools, "+", "Zoom in", () => zoomBy(1 / 1.4));
    button(tools, "−", "Zoom out", () => zoomBy(1.4));
    button(tools, "Whole grid", "Show the whole grid", () => setView(zoom.full));
    html(tools, "span", { class: "gap" });
  }
  const search = html(html(tools, "label", {}, "Find bus "), "input", { type: "search", inputmode: "numeric" });
  const answer = html(tools, "span", { class: "answer", role: "status" });
  const show = () => {
    const wanted = search.value.trim();
    const i = buses.number.findIndex((number) => String(number) === wanted);
    network.find(i);
    answer.textContent = wanted === "" ? "" : i < 0 ? "no such bus" : describe(busTip(i));
  };
  search.addEventListener("input", show);
  onChoice(show);
}

const describe = ([heading, rows]) => heading + ": " + rows.map((row) => row.join(" ")).join(", ");

function sideRow(side, sample, text) {
  const row = html(side, "div", { class: "side-row" });
  const picture = svg(row, "svg", { viewBox: "0 0 44 12", "aria-hidden": "true" });
  svg(picture, "line", { x1: 2, x2: 42, y1: 6, y2: 6, ...sample });
  html(row, "span", {}, text);
}

function drawScale(side, scale) {
  const picture = svg(side, "svg", { viewBox: "0 0 285 42", width: 285, role: "img", "aria-label": "Colour scale of prices" });
  const steps = 57;
  for (let k = 0; k < steps; k++) {
    const colour = scale.flat ? 0.5 : k / (steps - 1);
    svg(picture, "rect", { x: k * 5, y: 4, width: 5.5, height: 14, fill: css(colourAt(colour)) });
  }
  const label = (x, anchor, text) =>
    svg(picture, "text", { class: "tick", x, y: 34, "text-anchor": anchor }, text);
  if (scale.flat) {
    label(142, "middle", fixed(scale.low, 2) + " at every bus");
  } else {
    label(0, "start", (scale.least < scale.low ? "≤ " : "") + fixed(scale.low, 2));
    label(142, "middle", fixed((scale.low + scale.high) / 2, 2));
    label(285, "end", (scale.most > scale.high ? "≥ " : "") + fixed(scale.high, 2));
  }
}

const mostListed = 8;

function drawSide(interval, scale) {
  const side = byId("grid-side");
  side.replaceChildren();
  html(side, "h3", {}, "LMP in $/MWh" + (wholeRun ? ", whole run" : ""));
  if (scale) {
    drawScale(side, scale);
  } else {
    html(side, "p", { class: "more" }, "No prices: the interval was voided.");
  }
  if (isPicture) {
    sideRow(side, { class: "branch", "stroke-width": 1 }, "far below its limit, or unlimited");
    sideRow(side, { class: "branch", "stroke-width": 5 }, "near its limit (width = |flow| / limit)");
    sideRow(side, { class: "branch binding", "stroke-width": 6 }, "at its limit");
    sideRow(side, { class: "branch", "stroke-width": 3, "stroke-dasharray": "5 5" }, "tie line between regions");
  }
  const binding = branches.row.map((_, k) => k).filter((k) => isBinding(interval, k))
    .sort((a, b) => Math.abs(interval.lineDualUsdPerMwh[b] || 0) - Math.abs(interval.lineDualUsdPerMwh[a] || 0) || a - b);
  html(side, "h3", {}, "Lines at their limit: " + binding.length);
  if (binding.length > 0) {
    const table = html(side, "table");
    const head = html(html(table, "thead"), "tr");
    for (const [name, unit] of [["Line", "bus → bus"], ["Flow", "MW"], ["Limit", "MW"], ["Shadow price", "$/MWh"]]) {
      html(html(head, "th", { scope: "col" }, name), "small", {}, unit);
    }
    const body = html(table, "tbody");
    for (const k of binding.slice(0, mostListed)) {
      const row = html(body, "tr");
      const cells = [branchName(k, interval.flowMw[k]), fixed(Math.abs(interval.flowMw[k]), 1),
        fixed(branches.limitMw[k], 1), fixed(interval.lineDualUsdPerMwh[k], 2)];
      cells.forEach((text) => html(row, "td", {}, text));
    }
    if (binding.length > mostListed) {
      html(side, "p", { class: "more" }, `and ${binding.length - mostListed} more with lower shadow prices`);
    }
  }
}

function paintGrid(index) {
  const interval = intervals[index];
  const scale = wholeRun ? runScale : scaleOf([interval]);
  network.paint(interval, scale || runScale);
  drawSide(interval, scale);
  byId("grid-note").textContent = moment(index) + (interval.voided ? ", void. " : ". ")
    + (isPicture
      ? "The case has no coordinates: buses are placed by their distance over branches. "
      : `${fixed(busCount, 0)} buses are too many for a picture: one cell a bus, in the order of the case. `)
    + (isPicture ? "Point at a bus or a branch for its figures; drag to move once zoomed in." : "Point at a bus for its figures.");
}

function drawGrid() {
  network = isPicture ? drawNetwork() : drawHeatMap();
}

// The table.

const columns = [
  ["Interval", "", (interval) => fixed(interval.interval, 0)],
  ["Start", "UTC", (interval, i) => isNaN(starts[i]) ? interval.startUtc : starts[i].toISOString().slice(0, 16).replace("T", " ")],
  ["State", "", null],
  ["Cleared", "MWh", (interval) => fixed(interval.clearedMwh, 3)],
  ["Lowest LMP", "$/MWh", (interval) => fixed(interval.lowestLmpUsdPerMwh, 2)],
  ["Mean LMP", "$/MWh", (interval, i) => fixed(means[i], 2)],
  ["Highest LMP", "$/MWh", (interval) => fixed(interval.highestLmpUsdPerMwh, 2)],
  ["At limit", "lines", (interval) => fixed(interval.bindingLines, 0)],
  ["Rent", "$", (interval) => fixed(interval.congestionRentUsd, 2)],
  ["Welfare", "$", (interval) => fixed(interval.welfareUsd, 2)],
  ["Rounds", "", (interval) => fixed(interval.rounds, 0)],
  ["Gap bound", "$/h", (interval) => brief(interval.gapBoundUsdPerHour)],
  ["Block", "height", (interval) => fixed(interval.blockHeight, 0)],
  ["Finality", "s", (interval) => fixed(interval.finalitySeconds, 3)],
];

function drawTable() {
  const table = byId("intervals");
  const head = html(html(table, "thead"), "tr");
  for (const [name, unit] of columns) {
    html(html(head, "th", { scope: "col" }, name), "small", {}, unit || "\u00a0");
  }
  const body = html(table, "tbody");
  intervals.forEach((interval, i) => {
    const row = html(body, "tr", interval.voided ? { class: "is-void" } : {});
    for (const [, , text] of columns) {
      if (text) {
        html(row, "td", {}, text(interval, i));
      } else {
        html(html(row, "td"), "span", { class: interval.voided ? "badge alarm" : "badge" },
          interval.voided ? "void" : "cleared");
      }
    }
    row.addEventListener("click", () => choose(i));
  });
  onChoice((index) => [...body.children].forEach((row, i) => row.classList.toggle("is-chosen", i === index)));
}

// Choosing an interval.

function drawChooser() {
  const slider = byId("slider");
  slider.max = intervals.length - 1;
  slider.addEventListener("input", () => choose(Number(slider.value)));
  byId("previous").addEventListener("click", () => choose(choice.index - 1));
  byId("next").addEventListener("click", () => choose(choice.index + 1));
  onChoice((index) => {
    const interval = intervals[index];
    slider.value = index;
    slider.setAttribute("aria-valuetext", moment(index));
    byId("previous").disabled = index === 0;
    byId("next").disabled = index === intervals.length - 1;
    const output = byId("chosen");
    output.replaceChildren();
    html(output, "b", {}, moment(index));
    output.append(interval.voided ? "void"
      : `${fixed(interval.clearedMwh, 1)} MWh at ${fixed(means[index], 2)} $/MWh, ${interval.bindingLines} `
        + (interval.bindingLines === 1 ? "line at its limit" : "lines at their limit"));
  });
}

let marks = [];

function drawCharts() {
  for (const [what, id] of [[residual, "residuals"], [gap, "gaps"]]) {
    const recorded = intervals.some((interval) => what.of(interval).length > 0);
    // Of a method that no interval used there is nothing to say; of none at all, that.
    const shown = recorded || what === residual && intervals.every((interval) => gap.of(interval).length === 0);
    for (const chart of [id, "region-" + id]) {
      byId(chart).hidden = !shown;
    }
  }
  const both = !byId("residuals").hidden && !byId("gaps").hidden;
  byId("residuals").parentElement.classList.toggle("two", both);
  byId("region-residuals").parentElement.classList.toggle("two", both);
  marks = [
    drawPrices(),
    drawEnergy("energy", "all types", types, 330),
    data.devices ? drawEnergy("devices", "devices", data.devices.types, 260) : undefined,
    drawTraces("residuals", residual),
    drawTraces("gaps", gap),
    drawRegions("region-residuals", residual),
    drawRegions("region-gaps", gap),
    drawBars("rounds", "Rounds of message passing", "rounds", (interval) => interval.rounds),
    drawBars("gap", "Gap bound of the clearing", "$/h", (interval) => interval.gapBoundUsdPerHour),
    drawBars("finality", "Time to finality", "s", (interval) => interval.finalitySeconds),
  ].filter((mark) => mark !== undefined);
}

function start() {
  drawTiles();
  if (intervals.length === 0) {
    byId("chooser").hidden = true;
    for (const id of ["prices", "grid", "energy", "residuals", "intervals"]) {
      html(byId(id), id === "intervals" ? "caption" : "div", { class: "empty" }, "This run has no intervals.");
    }
    return;
  }
  drawEnergyLegend("energy-legend", types);
  if (data.devices) {
    byId("devices-part").hidden = false;
    byId("devices-note").textContent = devicesNote(data.devices);
    drawEnergyLegend("devices-legend", data.devices.types);
  }
  drawCharts();
  onChoice((index) => marks.forEach((mark) => mark(index)));
  if (busCount > 0) {
    drawGrid();
    onChoice(paintGrid);
    drawGridTools();
  } else {
    empty("grid", "This run records no network.");
  }
  drawTable();
  drawTraceTools();
  drawChooser();
  // Begin where there is most to see: of the intervals with the most lines at a limit, the first
  // with the greatest congestion rent.
  const moreToSee = (a, b) =>
    (a.bindingLines - b.bindingLines || (a.congestionRentUsd || 0) - (b.congestionRentUsd || 0)) > 0;
  choose(intervals.reduce((best, interval, i) => (moreToSee(interval, intervals[best]) ? i : best), 0));
  let width = document.documentElement.clientWidth;
  addEventListener("resize", () => {
    if (document.documentElement.clientWidth !== width) {
      width = document.documentElement.clientWidth;
      drawCharts();
    }
  });
}

start();
