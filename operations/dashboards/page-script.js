// Draws the panels of the dashboard that is chosen.
(() => {
  const { times, dashboards } = JSON.parse(document.getElementById("data").textContent);
  const choice = document.getElementById("dashboard");
  const panels = document.getElementById("panels");
  const HEIGHT = 180;

  const FORMATS = {
    count: (value) => compact(value),
    share: (value) => `${compact(value * 100)} %`,
    percent: (value) => `${compact(value)} %`,
    seconds: (value) =>
      Math.abs(value) < 1 ? `${compact(value * 1000)} ms` : `${compact(value)} s`,
    bytes: (value) => bytes(value),
    "per second": (value) => `${compact(value)}/s`,
    degrees: (value) => `${compact(value)} °C`,
  };

  for (const { id, title } of dashboards) choice.add(new Option(title, id));
  choice.addEventListener("change", () => (location.hash = choice.value));
  window.addEventListener("hashchange", show);
  window.addEventListener("resize", show);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();

  function show() {
    const found = dashboards.find(({ id }) => id === location.hash.slice(1)) ?? dashboards[0];
    choice.value = found.id;
    panels.replaceChildren();
    for (const picture of found.pictures) draw(picture);
  }

  function draw({ title, unit, runbook, lines, empty }) {
    const section = panels.appendChild(document.createElement("section"));
    section.appendChild(document.createElement("h2")).textContent = title;
    const place = section.appendChild(document.createElement("div"));
    if (lines.length > 0) plot(place, unit, lines);
    else {
      place.className = "empty";
      place.textContent = empty ?? "Nothing reported this in the time that is shown.";
    }
    section.appendChild(document.createElement("p")).textContent = runbook;
  }

  function plot(place, unit, lines) {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--faint");
    const grid = { stroke: style.getPropertyValue("--line"), width: 1 };
    const format = FORMATS[unit];
    const axis = { stroke: ink, grid, ticks: grid };
    const options = {
      width: place.clientWidth,
      height: HEIGHT,
      tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "Etc/UTC"),
      scales: {
        y: { range: (_, low, high) => [Math.min(0, low), high > low ? high * 1.05 : high + 1] },
      },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map(clock) },
        { ...axis, size: 72, values: (_, ticks) => ticks.map(format) },
      ],
      series: [
        { label: "time", value: (_, time) => clock(time ?? times.at(-1)) },
        ...lines.map(({ legend }, index) => ({
          label: legend,
          stroke: `hsl(${(index * 137.5 + 210) % 360} 65% 50%)`,
          width: 1.5,
          spanGaps: false,
          // Without a pointer the newest.
          value: (_, value, __, at) => {
            const shown = at === null ? lines[index].values.findLast((one) => one !== null) : value;
            return shown === null || shown === undefined ? "-" : format(shown);
          },
        })),
      ],
    };
    new uPlot(options, [times, ...lines.map(({ values }) => values)], place);
  }

  /** With the day where more than one is shown. */
  function clock(time) {
    const text = new Date(time * 1000).toISOString();
    return times.at(-1) - times[0] > 86_400
      ? text.slice(5, 16).replace("T", " ")
      : text.slice(11, 16);
  }

  function compact(value) {
    return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 }).format(
      value,
    );
  }

  function bytes(value) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log2(value) / 10));
    return `${compact(value / 1024 ** power)} ${units[power]}`;
  }
})();
