// Charts over the intervals of a run. Every drawing starts from an empty container, so that a
// change of width can simply draw again.

/** An empty chart as wide as its container. */
function frame(id, title, height, margins) {
  const container = byId(id);
  container.replaceChildren();
  const width = Math.max(280, container.clientWidth);
  const picture = svg(container, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title });
  return {
    picture,
    left: margins.left,
    right: width - margins.right,
    top: margins.top,
    bottom: height - margins.bottom,
  };
}

function empty(id, message) {
  const container = byId(id);
  container.replaceChildren();
  html(container, "div", { class: "empty" }, message);
}

/** Horizontal rules with values; the unit stands above the axis. */
function valueAxis(chart, ticks, y, unit) {
  for (const value of ticks.values) {
    svg(chart.picture, "line", { class: "rule", x1: chart.left, x2: chart.right, y1: y(value), y2: y(value) });
    svg(chart.picture, "text", { class: "tick", x: chart.left - 7, y: y(value) + 4, "text-anchor": "end" },
      fixed(value, ticks.decimals));
  }
  svg(chart.picture, "text", { class: "axis-title", x: 0, y: chart.top - 10 }, unit);
}

/** One slot of equal width an interval, labelled where there is room. */
function timeAxis(chart) {
  const count = intervals.length;
  const width = (chart.right - chart.left) / count;
  const at = (i) => chart.left + i * width;
  const every = [1, 2, 3, 4, 6, 8, 12, 16, 24, 48, 96].find((step) => step * width >= 44) || Math.ceil(count / 8);
  svg(chart.picture, "line", { class: "base", x1: chart.left, x2: chart.right, y1: chart.bottom, y2: chart.bottom });
  let dayEnd = -Infinity;
  for (let i = 0; i < count; i++) {
    if (i % every === 0) {
      svg(chart.picture, "line", { class: "base", x1: at(i), x2: at(i), y1: chart.bottom, y2: chart.bottom + 4 });
      svg(chart.picture, "text", { class: "tick", x: at(i) + 3, y: chart.bottom + 15 }, clock(i));
    }
    if ((i === 0 || day(i) !== day(i - 1)) && at(i) > dayEnd) {
      svg(chart.picture, "text", { class: "tick", x: at(i) + 3, y: chart.bottom + 30 }, day(i));
      dayEnd = at(i) + 84;
    }
  }
  svg(chart.picture, "text", { class: "tick", x: chart.right, y: chart.bottom + 30, "text-anchor": "end" },
    "start of interval, UTC");
  return { at, width };
}

/** Hatches voided intervals, marks the chosen one and makes every slot hoverable. */
function slots(chart, axis, content) {
  const high = chart.bottom - chart.top;
  const column = (i, name) => svg(chart.picture, "rect",
    { class: name, x: axis.at(i), y: chart.top, width: axis.width, height: high });
  intervals.forEach((interval, i) => {
    if (interval.voided) {
      column(i, "void-slot");
      if (axis.width > 26) {
        svg(chart.picture, "text", { class: "void-label", x: axis.at(i) + axis.width / 2, y: chart.top + 16 }, "void");
      }
    }
  });
  const marker = column(choice.index, "marker");
  intervals.forEach((interval, i) => {
    const slot = withTip(column(i, "slot"), () => [moment(i) + (interval.voided ? " · void" : ""), content(i)]);
    slot.addEventListener("click", () => choose(i));
  });
  return (index) => marker.setAttribute("x", axis.at(index));
}

function drawPrices() {
  const low = intervals.map((interval) => (interval.voided ? null : interval.lowestLmpUsdPerMwh));
  const high = intervals.map((interval) => (interval.voided ? null : interval.highestLmpUsdPerMwh));
  const range = extent([...low, ...high, ...means]);
  if (!range) {
    return empty("prices", "No interval of this run was cleared, so there are no prices.");
  }
  const title = "Lowest, mean and highest price of each interval in dollars per megawatt-hour";
  const chart = frame("prices", title, 310, { left: 62, right: 10, top: 48, bottom: 38 });
  const ticks = niceTicks(range[0], range[1], 6);
  const y = linear(ticks.values[0], ticks.values.at(-1), chart.bottom, chart.top);
  valueAxis(chart, ticks, y, "LMP in $/MWh");
  const axis = timeAxis(chart);
  svg(chart.picture, "text", { class: "mark-count", x: 0, y: 14 }, "at limit").style.textAnchor = "start";
  intervals.forEach((interval, i) => {
    if (isNumber(low[i]) && isNumber(high[i])) {
      const top = y(high[i]);
      svg(chart.picture, "rect",
        { class: "band", x: axis.at(i), width: axis.width, y: top, height: Math.max(1, y(low[i]) - top) });
    }
    if (!interval.voided && interval.bindingLines > 0) {
      const x = axis.at(i) + axis.width / 2;
      const size = Math.min(5, axis.width / 2);
      svg(chart.picture, "path", { class: "mark", d: `M${x - size},20h${2 * size}l${-size},8z` });
      if (axis.width >= 16) {
        svg(chart.picture, "text", { class: "mark-count", x, y: 14 }, interval.bindingLines);
      }
    }
  });
  let path = "";
  means.forEach((mean, i) => {
    if (isNumber(mean)) {
      path += `${i > 0 && isNumber(means[i - 1]) ? "L" : "M"}${axis.at(i)},${y(mean)}h${axis.width}`;
    }
  });
  svg(chart.picture, "path", { class: "mean", d: path });
  return slots(chart, axis, (i) => [
    ["highest LMP", fixed(high[i], 2) + " $/MWh"],
    ["mean LMP", fixed(means[i], 2) + " $/MWh"],
    ["lowest LMP", fixed(low[i], 2) + " $/MWh"],
    ["lines at limit", fixed(intervals[i].bindingLines, 0)],
    ["congestion rent", fixed(intervals[i].congestionRentUsd, 2) + " $"],
    ["cleared", fixed(intervals[i].clearedMwh, 2) + " MWh"],
  ]);
}

// Colours of types keep apart for the common kinds of colour blindness.
const knownColours = {
  "generator": "#4477aa", "solar-park": "#e0b000", "solar": "#e0b000", "wind": "#66ccee", "battery": "#aa3377",
  "household": "#228833", "business": "#ee6677", "bulk-load": "#997755", "fixed-curve": "#8a8f98",
};
const otherColours = ["#ee8866", "#44bb99", "#bbcc33", "#99ddff", "#ffaabb", "#aaaa00", "#77aadd", "#cc6677"];
const types = [...new Set(intervals.flatMap((interval) => Object.keys(interval.byType)))].sort();
const typeColours = new Map();
for (const type of types) {
  const known = Object.hasOwn(knownColours, type) ? knownColours[type] : null;
  typeColours.set(type, known || otherColours[typeColours.size % otherColours.length]);
}

function drawEnergyLegend(id, shown) {
  for (const type of shown) {
    const entry = html(byId(id), "span");
    html(entry, "i", { class: "swatch" }).style.background = typeColours.get(type);
    html(entry, "span", {}, type);
  }
}

const mwh = { name: "MWh", long: "megawatt-hours", size: 1, decimals: 2 };
const kwh = { name: "kWh", long: "kilowatt-hours", size: 1e-3, decimals: 1 };
const mostMwhInKwh = 10;

/** Energy of some types in each interval, stacked: fed in above the line, taken below it. */
function drawEnergy(id, subject, shown, height) {
  const energy = (i, type) => intervals[i].byType[type] || { injectedMwh: 0, withdrawnMwh: 0 };
  const sum = (i, name) => shown.reduce((total, type) => total + (energy(i, type)[name] || 0), 0);
  const up = intervals.map((_, i) => sum(i, "injectedMwh"));
  const down = intervals.map((_, i) => sum(i, "withdrawnMwh"));
  const range = extent([0, ...up, ...down.map((value) => -value)]);
  if (shown.length === 0 || range[0] === range[1]) {
    return empty(id, `This run records no energy of ${subject}.`);
  }
  const unit = Math.max(range[1], -range[0]) < mostMwhInKwh ? kwh : mwh;
  const title = `Energy of ${subject} fed in and taken out in each interval in ${unit.long}`;
  const chart = frame(id, title, height, { left: 62, right: 10, top: 26, bottom: 38 });
  const ticks = niceTicks(range[0] / unit.size, range[1] / unit.size, 7);
  const scale = linear(ticks.values[0], ticks.values.at(-1), chart.bottom, chart.top);
  const y = (value) => scale(value / unit.size);
  valueAxis(chart, ticks, scale, `energy in ${unit.name} an interval: fed in (+), taken (−)`);
  const axis = timeAxis(chart);
  const inset = Math.min(2, axis.width * 0.08);
  intervals.forEach((_, i) => {
    let above = 0;
    let below = 0;
    const bar = (type, from, to) => {
      if (to > from) {
        svg(chart.picture, "rect", {
          fill: typeColours.get(type), x: axis.at(i) + inset, width: axis.width - 2 * inset,
          y: y(to), height: y(from) - y(to),
        });
      }
    };
    for (const type of shown) {
      const { injectedMwh, withdrawnMwh } = energy(i, type);
      bar(type, above, above + (injectedMwh || 0));
      bar(type, below - (withdrawnMwh || 0), below);
      above += injectedMwh || 0;
      below -= withdrawnMwh || 0;
    }
  });
  svg(chart.picture, "line", { class: "base", x1: chart.left, x2: chart.right, y1: y(0), y2: y(0) });
  const amount = (value) => fixed(value / unit.size, unit.decimals) + " " + unit.name;
  const rows = (i, sign, name) => shown.filter((type) => energy(i, type)[name] > 0)
    .map((type) => [sign + " " + type, amount(energy(i, type)[name])]);
  return slots(chart, axis, (i) => [
    ["fed in", amount(up[i])],
    ...rows(i, "+", "injectedMwh"),
    ["taken", amount(down[i])],
    ...rows(i, "−", "withdrawnMwh"),
  ]);
}

/** A part of a whole in percent, to two significant digits when small. */
function percent(part, whole) {
  const share = whole > 0 ? (100 * part) / whole : 0;
  const decimals = share > 0 && share < 10 ? Math.min(6, 1 - Math.floor(Math.log10(share))) : 1;
  return fixed(share, share === 0 ? 0 : decimals) + "\u00a0%";
}

/** What the chart of devices leaves out, and how little or much devices are beside that. */
function devicesNote(devices) {
  const names = devices.leftOut;
  const without = names.length === 1 ? names[0] : names.slice(0, -1).join(", ") + " and " + names.at(-1);
  const of = (part, whole) =>
    `${percent(part, whole)} (${fixed(part, 1)} of ${fixed(whole, 1)}\u00a0MWh)`;
  return `The same without ${without}, on a scale of its own. Over the run, devices fed in `
    + `${of(devices.injectedMwh, devices.allInjectedMwh)} and took `
    + `${of(devices.withdrawnMwh, devices.allWithdrawnMwh)} of the energy.`;
}

/** One bar an interval, the chosen one in the strong colour. */
function drawBars(id, title, unit, value) {
  const values = intervals.map(value);
  const range = extent([0, ...values]);
  if (!extent(values)) {
    return empty(id, title + ": nothing was recorded.");
  }
  const chart = frame(id, title + " of each interval, " + unit, 190, { left: 58, right: 6, top: 44, bottom: 38 });
  svg(chart.picture, "text", { class: "chart-title", x: 0, y: 13 }, title);
  const ticks = niceTicks(range[0], range[1], 4);
  const y = linear(ticks.values[0], ticks.values.at(-1), chart.bottom, chart.top);
  valueAxis(chart, ticks, y, unit);
  const axis = timeAxis(chart);
  const inset = Math.min(2, axis.width * 0.1);
  const bars = values.map((height, i) => svg(chart.picture, "rect", {
    class: "bar", x: axis.at(i) + inset, width: Math.max(0.5, axis.width - 2 * inset),
    y: Math.min(y(0), y(height || 0)), height: Math.abs(y(0) - y(height || 0)),
  }));
  const move = slots(chart, axis, (i) => [[title.toLowerCase(), brief(values[i]) + " " + unit]]);
  const mark = (index) => {
    move(index);
    bars.forEach((bar, i) => bar.classList.toggle("is-chosen", i === index));
  };
  mark(choice.index);
  return mark;
}
