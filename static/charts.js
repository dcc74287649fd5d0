// Charts draw from their own table: <figure data-chart="kind"> holds a .plot and a table twin. Colours come from tokens.css.
// Made for echarts.simple.min.js (bars and lines only); the hint under the pointer is the table's own row.
(() => {
  const styles = () => getComputedStyle(document.documentElement);
  const token = (name) => styles().getPropertyValue(`--m-${name}`).trim();
  const font = () => getComputedStyle(document.body).fontFamily;
  const size = () => (matchMedia("(max-width: 991.98px)").matches ? 13 : 12);

  const number = (text = "") => { const value = Number(text.replace(/[,%]/g, "")); return text && Number.isFinite(value) ? value : null; };
  const known = (values) => values.filter((value) => value !== null);
  const read = (figure) => {
    const table = figure.querySelector("table");
    const cells = (row) => [...row.cells].map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows].map(cells);
    const links = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a")?.href));
    const column = (at) => rows.map((row) => number(row[at]));
    return { head: cells(table.tHead.rows[0]), names: rows.map((row) => row[0]), rows, links, column };
  };

  const text = () => ({ color: token("ink-2"), fontFamily: font(), fontSize: size() });
  const categories = (data, more = {}) => ({
    type: "category", data, axisTick: { show: false }, axisLine: { lineStyle: { color: token("line-strong") } },
    axisLabel: { ...text(), hideOverlap: true }, ...more,
  });
  const values = (more = {}) => ({
    type: "value", axisLabel: text(), axisLine: { show: false }, axisTick: { show: false },
    splitLine: { lineStyle: { color: token("line") } }, splitNumber: 3, ...more,
  });
  const frame = (label, grid) => ({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    aria: { enabled: true, label: { description: label }, decal: { show: true } },
    textStyle: { fontFamily: font() },
    grid: { left: 4, right: 12, top: 12, bottom: 0, containLabel: true, ...grid },
  });
  const stripes = (color) => ({ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color });
  const none = { symbol: "none" };
  const roof = (value) => { const step = 10 ** Math.floor(Math.log10(Math.max(value, 1))) / 2; return Math.max(Math.ceil(value / step) * step, 4); };
  const hidden = { silent: true, itemStyle: { color: "transparent", decal: none }, emphasis: { disabled: true } };

  const kinds = {
    // index with its 90 % interval
    trend({ names, column }, label) {
      const [index, low, high] = [column(1), column(2), column(3)];
      const floor = Math.floor(Math.min(...known([...low, ...index])) / 4) * 4;
      const top = Math.ceil(Math.max(...known([...high, ...index])) / 4) * 4;
      const band = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
      const last = index.findLastIndex((value) => value !== null);
      return {
        ...frame(label, { right: 46, top: 16 }),
        xAxis: categories(names.map((name) => name.slice(2).replace("-", "/")), { boundaryGap: false }),
        yAxis: values({ min: floor, max: top, interval: Math.max(4, Math.ceil((top - floor) / 16) * 4) }),
        series: [
          { ...band, name: "下限", data: low },
          { ...band, name: "区间", data: high.map((end, i) => (end === null || low[i] === null ? null : +(end - low[i]).toFixed(2))), areaStyle: { color: token("primary"), opacity: 0.14 }, itemStyle: { decal: none } },
          {
            name: "指数", type: "line", data: index.map((value, i) => (i === last ? { value, symbol: "circle", symbolSize: 8 } : { value, symbol: "none" })),
            lineStyle: { width: 2, color: token("primary") }, itemStyle: { color: token("primary") },
            label: { show: true, position: "right", formatter: (p) => (p.dataIndex === last ? p.value.toFixed(1) : ""), color: token("ink"), fontSize: size() + 1, fontWeight: 600, fontFamily: font() },
          },
        ],
      };
    },
    // open cases by stage: on time, due soon, overdue
    stage({ head, names, column }, label) {
      const looks = [
        { color: token("s2"), decal: none },
        { color: token("fill-amber"), decal: stripes("rgba(255,255,255,.55)") },
        { color: token("red"), decal: { symbol: "rect", dashArrayX: [4, 3], dashArrayY: [4, 3], color: "rgba(255,255,255,.5)" } },
      ];
      const total = names.map((_, i) => [1, 2, 3].reduce((sum, at) => sum + column(at)[i], 0));
      return {
        ...frame(label, { top: 8, right: 40 }),
        xAxis: values({ max: roof(Math.max(...total)) }),
        yAxis: categories(names, { inverse: true, axisLabel: { ...text(), color: token("ink") } }),
        series: looks.map((look, i) => ({
          name: head[i + 1], type: "bar", stack: "all", barMaxWidth: 22, data: column(i + 1), itemStyle: look,
          label: i === 2 ? { show: true, position: "right", formatter: (p) => total[p.dataIndex], color: token("ink"), fontFamily: font(), fontSize: size() } : { show: false },
        })),
      };
    },
    // done against plan, in per cent
    plan({ head, names, column }, label) {
      const line = (at, more) => ({ name: head[at], type: "line", symbol: "none", data: column(at), ...more });
      return {
        ...frame(label),
        xAxis: categories(names.map((name) => name.replace(" 月", "")), { boundaryGap: false }),
        yAxis: values({ min: 0, max: 100, interval: 50 }),
        series: [
          line(1, { lineStyle: { width: 2, color: token("primary") }, itemStyle: { color: token("primary"), decal: none }, areaStyle: { color: token("primary"), opacity: 0.12 } }),
          line(2, { lineStyle: { width: 1.5, type: "dashed", color: token("ink-2") }, itemStyle: { color: token("ink-2") } }),
        ],
      };
    },
    // a few periods side by side; the last is the current one
    bars({ head, names, column }, label) {
      const data = column(1);
      const last = data.length - 1;
      const percent = head[1].includes("%");
      return {
        ...frame(label, { top: 22, left: 0, right: 0 }),
        xAxis: categories(names),
        yAxis: values({ show: false, axisLabel: { show: false }, min: percent ? Math.max(0, Math.floor(Math.min(...known(data)) / 10 - 1) * 10) : 0 }),
        series: [{
          name: head[1], type: "bar", barMaxWidth: 28,
          data: data.map((value, i) => ({ value, itemStyle: { color: i === last ? token("primary") : token("s2"), decal: i === last && !percent ? stripes("rgba(255,255,255,.4)") : none } })),
          label: { show: true, position: "top", color: token("ink-2"), fontFamily: font(), fontSize: size() },
        }],
      };
    },
    // a few figures over the months, told apart by colour, dash and name
    lines({ head, names, column }, label) {
      const colors = head.length > 3 ? ["zz", "gz", "fz", "dz"] : ["primary", "ink-2"];
      const dashes = ["solid", [6, 3], [2, 3], [8, 3, 2, 3]];
      const ends = head.slice(1).map((_, i) => column(i + 1).findLast((value) => value !== null) ?? 0);
      const every = known(head.slice(1).flatMap((_, i) => column(i + 1)));
      const room = Math.max(...every) - Math.min(...every) || 1;
      const placed = []; // names at the right edge keep a line's height from each other, on a plot of some 120 px
      const lifted = {};
      for (const i of ends.map((_, at) => at).sort((a, b) => ends[a] - ends[b])) {
        const natural = (ends[i] / room) * 120;
        const at = Math.max(natural, (placed.at(-1) ?? -Infinity) + size() + 2);
        placed.push(at);
        lifted[i] = natural - at;
      }
      return {
        ...frame(label, { right: head.length > 3 ? 34 : 46, top: 16 }),
        xAxis: categories(names.map((name) => name.slice(2).replace("-", "/")), { boundaryGap: false }),
        yAxis: values({ scale: true }),
        series: head.slice(1).map((name, i) => {
          const data = column(i + 1);
          const last = data.findLastIndex((value) => value !== null);
          return {
            name, type: "line", data: data.map((value, at) => (at === last ? { value, symbol: "circle", symbolSize: 6 } : { value, symbol: "none" })),
            lineStyle: { width: 2, type: dashes[i], color: token(colors[i]) }, itemStyle: { color: token(colors[i]) },
            label: { show: true, position: "right", offset: [0, lifted[i]], formatter: (p) => (p.dataIndex === last ? name : ""), color: token(colors[i]), fontSize: size(), fontFamily: font() },
          };
        }),
      };
    },
    // how many units lie in each step of a scale; the third column names who is looked at
    histogram({ head, names, rows, column }, label) {
      const own = rows.map((row) => Boolean(row[2]));
      return {
        ...frame(label, { top: 22, left: 0, right: 0 }),
        xAxis: categories(names),
        yAxis: values({ show: false, axisLabel: { show: false }, min: 0 }),
        series: [{
          name: head[1], type: "bar", barCategoryGap: "12%",
          data: column(1).map((value, i) => ({ value, itemStyle: { color: token(own[i] ? "primary" : "s2"), decal: own[i] ? stripes("rgba(255,255,255,.4)") : none } })),
          label: { show: true, position: "top", formatter: (p) => p.value || "", color: token("ink-2"), fontFamily: font(), fontSize: size() },
        }],
      };
    },
    // ranks with their 90 % interval
    rank({ names, column }, label) {
      const [rank, best, worst] = [column(1), column(2), column(3)];
      const span = { type: "bar", stack: "span", barWidth: 8 };
      return {
        ...frame(label, { top: 4, bottom: 4 }),
        xAxis: values({ min: 0.5, max: Math.max(...known([...worst, ...rank])) + 0.5, interval: 1, position: "top", splitLine: { show: false }, axisLabel: { show: false } }),
        yAxis: categories(names, { inverse: true, axisLine: { show: false }, axisLabel: { ...text(), color: token("ink") } }),
        series: [
          { ...span, ...hidden, data: best },
          { ...span, data: worst.map((end, i) => end - best[i]), itemStyle: { color: token("s2"), borderRadius: 4, decal: none } },
          {
            type: "line", symbol: "circle", symbolSize: 20, z: 3, lineStyle: { opacity: 0 }, itemStyle: { color: token("primary"), opacity: 1, decal: none }, data: rank.map((value, i) => [value, i]),
            label: { show: true, position: "inside", formatter: (p) => p.value[0], color: token("surface"), fontSize: 12, fontWeight: 600, fontFamily: font() },
          },
        ],
      };
    },
  };

  const draw = ({ chart, figure }) => chart.setOption(kinds[figure.dataset.chart](read(figure), figure.querySelector("figcaption").textContent), true);

  // The row under the pointer as a hint, and its link on a click.
  const follow = ({ chart, figure, plot }) => {
    const { head, names, rows, links } = read(figure);
    const tip = plot.appendChild(Object.assign(document.createElement("div"), { className: "tip", hidden: true }));
    const sideways = ["stage", "rank"].includes(figure.dataset.chart);
    const under = ({ offsetX, offsetY }) => {
      const near = [0, -24, 24].some((aside) => chart.containPixel("grid", [offsetX + aside, offsetY])); // the last point sits on the edge
      if (!near) return -1;
      const at = chart.convertFromPixel("grid", [offsetX, offsetY])[sideways ? 1 : 0];
      return Math.min(Math.max(Math.round(at), 0), names.length - 1);
    };
    const target = (i, series) => (i < 0 ? undefined : links[i][(series ?? 0) + 1] || links[i].find(Boolean));
    chart.getZr().on("mousemove", (event) => {
      const i = under(event);
      tip.hidden = i < 0;
      if (i < 0) return;
      tip.textContent = [names[i], ...rows[i].slice(1).map((cell, at) => `${head[at + 1]} ${cell}`)].join("\n");
      tip.style.left = `${Math.max(0, Math.min(event.offsetX + 12, plot.clientWidth - tip.offsetWidth))}px`;
      tip.style.top = `${Math.max(0, Math.min(event.offsetY + 12, plot.clientHeight - tip.offsetHeight))}px`;
      chart.getZr().setCursorStyle(target(i) ? "pointer" : "default");
    });
    chart.getZr().on("globalout", () => { tip.hidden = true; });
    let series;
    chart.on("mousedown", (event) => { series = event.seriesIndex; });
    chart.getZr().on("click", (event) => {
      const href = target(under(event), series);
      series = undefined;
      if (href) location.href = href;
    });
  };

  let charts = [];
  const start = (within) => {
    for (const { figure, chart } of charts) if (!figure.isConnected) chart.dispose(); // a wall is swapped for days
    charts = charts.filter(({ figure }) => figure.isConnected);
    for (const figure of within.querySelectorAll("[data-chart]:not(.drawn)")) {
      const plot = figure.querySelector(".plot");
      figure.querySelector(".twin").open = false;
      plot.hidden = false;
      figure.classList.add("drawn");
      const name = plot.getAttribute("aria-label");
      const entry = { figure, plot, chart: echarts.init(plot, null, { renderer: "canvas", locale: "ZH" }) };
      draw(entry);
      follow(entry);
      plot.setAttribute("aria-label", name);
      charts.push(entry);
      new ResizeObserver(() => entry.chart.resize()).observe(plot);
    }
  };
  start(document);
  addEventListener("themechange", () => charts.forEach(draw));
  document.addEventListener("htmx:load", (event) => start(event.target));

  // On a wall, and only there, what is marked data-wall asks for itself anew.
  const EVERY = 5 * 60 * 1000;
  const onWall = () => document.documentElement.classList.contains("wall");
  setInterval(() => { if (onWall()) for (const part of document.querySelectorAll("[data-wall]")) htmx.trigger(part, "wall"); }, EVERY);
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) document.documentElement.classList.remove("wall"); // left with Esc
    dispatchEvent(new Event("resize"));
  });
})();
