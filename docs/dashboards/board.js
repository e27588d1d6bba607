// Draws one dashboard in the page: drawing.py worked out every value, this only lays them out. Whatever it does not know is
// an error, so that no widget is left out of a picture.
"use strict";

const COLORS = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
  "#aec7e8", "#ffbb78", "#98df8a", "#ff9896", "#c5b0d5", "#c49c94"];

function element(tag, classes, ...children) {
  const made = document.createElement(tag);
  made.className = classes;
  made.append(...children);
  return made;
}

function clock(seconds) {
  return new Date(seconds * 1000).toISOString().slice(11, 16);
}

function number(value) {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 1 : 0 });
}

// The Markdown that text widgets here are written in: paragraphs, **bold**, `code`, [links](url).
function markdown(source) {
  const place = element("div", "text");
  for (const paragraph of source.split("\n\n")) {
    if (/^(#|[-*] |\||>)/m.test(paragraph)) {
      throw new Error(`Markdown that is not drawn here: ${paragraph}`);
    }
    const p = element("p", "");
    for (const part of paragraph.split(/(\*\*[^*]+\*\*|`[^`]+`|\[[^\]]+\]\([^)]+\))/)) {
      const link = part.match(/^\[([^\]]+)\]/);
      if (part.startsWith("**")) p.append(element("b", "", part.slice(2, -2)));
      else if (part.startsWith("`")) p.append(element("code", "", part.slice(1, -1)));
      else if (link) p.append(element("a", "", link[1]));
      else p.append(part);
    }
    place.append(p);
  }
  return [place];
}

function lights(widget) {
  const place = element("div", "alarms");
  for (const { name, firing, since } of widget.alarms) {
    const state = firing ? `ALARM${since ? ` since ${clock(since)}` : ""}` : "OK";
    place.append(element("span", firing ? "fires" : "", element("b", "", state), name));
  }
  return [place];
}

function table(widget) {
  const row = (tag, cells) => element("tr", "", ...cells.map((cell) => element(tag, "", String(cell))));
  return [element("table", "", row("th", widget.columns), ...widget.rows.map((cells) => row("td", cells)))];
}

function values(widget) {
  const last = (line) => (line.points.length > 0 ? number(line.points.at(-1)[1]) : "--");
  const place = element("div", "values");
  for (const line of widget.lines) {
    place.append(element("div", "", element("strong", "", last(line)), element("span", "", line.label)));
  }
  return [place];
}

// A line is broken where a period has no value, as CloudWatch breaks it.
function broken({ points, period }) {
  const found = [];
  points.forEach(([at, value], index) => {
    if (index > 0 && at - points[index - 1][0] > period) found.push([(at - 1) * 1000, null]);
    found.push([at * 1000, value]);
  });
  return found;
}

function lonely(data) {
  const empty = (point) => point === undefined || point[1] === null;
  return data.map((point, index) => !empty(point) && empty(data[index - 1]) && empty(data[index + 1]));
}

// Areas lie on each other by place, so every line of a stacked graph has a value at every time, if only nothing.
function stacked(lines) {
  const times = [...new Set(lines.flatMap((line) => line.points.map(([at]) => at)))].sort((a, b) => a - b);
  return lines.map((line) => {
    const known = new Map(line.points);
    return { ...line, points: times.map((at) => [at, known.get(at) ?? 0]) };
  });
}

function series(widget, line) {
  const data = broken(line);
  const alone = lonely(data);
  return {
    type: "line",
    name: line.label,
    data,
    color: line.color,
    yAxisIndex: line.right ? 1 : 0,
    stack: widget.stacked ? "all" : undefined,
    areaStyle: widget.stacked ? { opacity: 0.65 } : undefined,
    // An outline of what is 0 would run along the top of what is not.
    lineStyle: { width: widget.stacked ? 0 : 1.4 },
    symbol: "circle",
    symbolSize: (_, { dataIndex }) => (alone[dataIndex] ? 6 : 0),
    showAllSymbol: true,
  };
}

function threshold({ label, value, color }) {
  const text = { formatter: `${label} ${value}`, position: "insideStartTop", color, fontSize: 11, fontWeight: "bold", backgroundColor: "#ffffffcc" };
  return { yAxis: Number(value), lineStyle: { color, type: "dashed", width: 1.2 }, label: text };
}

function axis(options, most, right, whole) {
  return {
    type: "value",
    min: options?.min,
    // A threshold is seen also when nothing comes near it.
    max: options?.max ?? (most === undefined ? undefined : (bounds) => (bounds.max < most * 1.15 ? most * 1.15 : null)),
    name: options?.label,
    nameLocation: "middle",
    nameRotate: right ? -90 : 90,
    nameGap: 36,
    nameTextStyle: { color: "#5f6b7a", fontSize: 11 },
    splitNumber: 4,
    // Half an execution does not fail.
    minInterval: whole ? 1 : 0,
    axisLabel: { fontSize: 11, color: "#5f6b7a", formatter: (value) => number(value) },
    splitLine: { show: !right, lineStyle: { color: "#eaeded" } },
  };
}

function draw(place, widget, board) {
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const most = widget.thresholds.length > 0 ? Math.max(...widget.thresholds.map(({ value }) => Number(value))) : undefined;
  const right = widget.lines.some((line) => line.right);
  const long = board.end - board.start > 2 * 86400;
  const drawn = widget.lines.map((line) => series(widget, line));
  const whole = widget.lines.every((line) => line.points.every(([, value]) => Number.isInteger(value)));
  if (widget.thresholds.length > 0) {
    drawn[0].markLine = { silent: true, symbol: "none", data: widget.thresholds.map(threshold) };
  }
  chart.setOption({
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: "Lato, Noto Sans, sans-serif" },
    grid: { left: 54, right: right ? 54 : 14, top: 10, bottom: 22 },
    xAxis: {
      type: "time",
      min: board.start * 1000,
      max: board.end * 1000,
      axisLabel: { fontSize: 11, color: "#5f6b7a", hideOverlap: true, formatter: long ? "{MMM} {d}" : "{HH}:{mm}" },
      axisLine: { lineStyle: { color: "#aab7b8" } },
    },
    yAxis: [axis(widget.axes.left, most, false, whole), ...(right ? [axis(widget.axes.right, undefined, true, whole)] : [])],
    series: drawn,
  });
}

function graph(widget, board) {
  const bare = widget.stacked ? stacked(widget.lines) : widget.lines;
  const lines = bare.map((line, index) => ({ ...line, color: line.color ?? COLORS[index % COLORS.length] }));
  const chart = element("div", "chart");
  const legend = element("div", "legend");
  for (const line of lines) {
    const color = element("i", "");
    color.style.background = line.color;
    legend.append(element("span", "", color, line.label));
  }
  // Its size is known once it is in the page.
  requestAnimationFrame(() => draw(chart, { ...widget, lines }, board));
  return [chart, legend];
}

const DRAWN = {
  alarm: lights,
  text: (widget) => markdown(widget.markdown),
  log: table,
  metric: (widget, board) => {
    const views = { timeSeries: graph, singleValue: values };
    if (!(widget.view in views)) {
      throw new Error(`a view that is not drawn here: ${widget.view}`);
    }
    return views[widget.view](widget, board);
  },
};

// eslint-disable-next-line no-unused-vars -- photograph.cjs calls it
function drawBoard(board) {
  const grid = element("div", "");
  grid.id = "grid";
  let rows = 0;
  for (const widget of board.widgets) {
    const title = widget.title ? [element("h2", "", widget.title)] : [];
    const card = element("div", "card", ...title, ...DRAWN[widget.type](widget, board));
    const place = element("div", "widget", card);
    const at = (count, size) => `calc(${count} * var(${size}))`;
    Object.assign(place.style, {
      left: at(widget.x, "--unit"),
      top: at(widget.y, "--row"),
      width: at(widget.width, "--unit"),
      height: at(widget.height, "--row"),
    });
    rows = Math.max(rows, widget.y + widget.height);
    grid.append(place);
  }
  grid.style.height = `calc(${rows} * var(--row))`;
  const until = new Date(board.end * 1000).toISOString().slice(0, 16).replace("T", " ");
  const caption = element("p", "", `until ${until} UTC. Drawn from sample data, not by CloudWatch.`);
  const header = element("header", "", element("h1", "", board.name), caption);
  const whole = element("div", "", header, grid);
  whole.id = "board";
  document.body.replaceChildren(whole);
}
