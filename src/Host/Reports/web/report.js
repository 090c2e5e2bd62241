"use strict";
(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const main = document.getElementById("main");
  const state = { star: -1, bad: true, dark: matchMedia("(prefers-color-scheme: dark)").matches };

  // Text

  const names = {
    teff: "Teff", logg: "log g", fe_h: "[Fe/H]", alpha_m: "[α/M]", alpha_fe: "[α/Fe]", snr: "S/N", v_rad: "RV", a_k: "A(K)", mass: "Mass", age: "Age", distance: "Distance",
  };
  const axisNames = { teff: "T<sub>eff</sub>", logg: "log <i>g</i>" };
  const units = { "log10(cm/s^2)": "dex", solMass: "M☉", solRad: "R☉", solLum: "L☉", Angstrom: "Å" };

  const nameOf = label => {
    const abundance = /^([a-z]{1,2})_(fe|h|m)$/.exec(label);
    const capital = word => word[0].toUpperCase() + word.slice(1);
    return names[label] ?? (abundance ? `[${capital(abundance[1])}/${capital(abundance[2])}]` : label.replaceAll("_", " "));
  };
  const unitOf = unit => units[unit] ?? unit;
  const axisOf = (label, unit) => (axisNames[label] ?? plain(nameOf(label))) + (unit && label !== "logg" && label !== "fe_h" ? ` (${plain(unitOf(unit))})` : "");

  // Plotly takes some tags in its texts.
  const plain = text => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const count = number => Math.round(number).toLocaleString("en-US");
  const known = value => value !== null && value !== undefined && Number.isFinite(value);
  const shown = (value, label) => {
    if (!known(value)) return "–";
    const size = Math.abs(value);
    const text = label === "teff" || size >= 1000 ? count(value) : value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
    return signless(text);
  };
  const signless = text => /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", "");

  // As many digits as the scatter gives meaning to.
  const deviation = each => {
    if (!known(each.bias)) return ["–", "–"];
    const digits = each.scatter > 0 ? Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(each.scatter)))) : 3;
    return [signless(each.bias.toFixed(digits)), each.scatter.toFixed(digits)];
  };
  const measured = (value, error, label) => {
    if (!known(value) || !(error > 0)) return shown(value, label);
    const digits = Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(error))));
    const text = number => number.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return `${signless(text(value))} ± ${text(error)}`;
  };
  const percent = share => share === 0 ? "0 %" : share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  const duration = seconds => seconds < 90 ? `${seconds.toFixed(1)} s` : seconds < 5400 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
  const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many ?? one + "s"}`;
  const moment = text => text.replace("T", " ").slice(0, 16) + " UTC";

  // Elements: every text goes in as text, never as markup.

  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (key === "class") element.className = value;
      else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (key === "style") Object.assign(element.style, value);
      else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined));
    return element;
  };

  const sections = [];
  const section = (id, title, about, ...content) => {
    const [first, ...tools] = Array.isArray(about) ? about : [about];
    sections.push({ id, title });
    main.append(el("section", { id, "aria-labelledby": `${id}-title` },
      el("header", {}, el("div", {}, el("h2", { id: `${id}-title` }, title), first ? el("p", { class: "about" }, first) : null), tools), content));
  };

  const choice = (label, options, chosen, choose) => {
    const box = el("div", { class: "choice", role: "group", "aria-label": label });
    const mark = value => [...box.children].forEach(button => button.setAttribute("aria-pressed", String(button.dataset.value === String(value))));
    for (const [value, text] of options) {
      const button = el("button", { type: "button", onclick: () => { mark(value); choose(value); } }, text);
      button.dataset.value = value;
      box.append(button);
    }
    mark(chosen);
    return box;
  };

  const table = (columns, rows, caption) => el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {},
      el("thead", {}, el("tr", {}, columns.map(column => el("th", { class: column.n ? "n" : null, scope: "col" }, column.title)))),
      el("tbody", {}, rows.map(row => el("tr", {}, row.map((cell, i) => el("td", { class: columns[i].n ? "n" : columns[i].mono ? "mono" : null }, cell)))))));

  const chips = (flags, severity) => el("div", { class: "chips" }, flags.map(flag => el("span", { class: `chip ${severity(flag)}` }, flag)));
  const severities = Object.fromEntries(report.pipelines.map(pipeline =>
    [pipeline.name, Object.fromEntries(pipeline.tables.flatMap(each => each.flags.map(flag => [flag.name, flag.severity])))]));
  const severityIn = pipeline => flag => severities[pipeline]?.[flag] ?? "info";
  const starLink = id => {
    const place = report.stars.indexOf(id);
    return place < 0 ? id : el("button", { type: "button", class: "link", onclick: () => select(place) }, id);
  };

  // Diagrams: drawn when they come into view, and again when the theme, the selection or what they show changes.

  const plots = [];
  const viridis = ["#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70", "#7ad151", "#bddf26", "#fde725"];
  const scaleOf = colors => colors.map((color, i) => [i / (colors.length - 1), color]);
  const theme = () => {
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    return {
      text: color("--text"), soft: color("--soft"), line: color("--line"), card: color("--card"), accent: color("--accent"), bad: color("--bad"),
      grey: state.dark ? "#67758a" : "#a3adba",

      // The end of the scale that would vanish in the background is left out.
      scale: scaleOf(state.dark ? viridis.slice(2) : viridis.slice(0, 10)),
    };
  };

  const observer = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const plot = plots.find(each => each.div === entry.target);
      if (plot) {
        plot.visible = entry.isIntersecting;
        if (entry.isIntersecting && plot.stale) draw(plot);
      }
    }
  }, { rootMargin: "400px" });

  const draw = plot => {
    plot.stale = false;
    const colors = theme();
    const { data, layout } = plot.make(colors);
    const axis = { gridcolor: colors.line, zeroline: false, linecolor: colors.line, ticks: "outside", tickcolor: colors.line, ticklen: 4, automargin: true };
    const axes = Object.fromEntries(Object.entries(layout).filter(([key]) => /^[xy]axis/.test(key))
      .map(([key, value]) => [key, { ...axis, ...value, title: { text: value.title, standoff: 8 } }]));
    Plotly.react(plot.div, data, {
      margin: { l: 56, r: 14, t: 8, b: 46 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false, hovermode: "closest",
      font: { family: getComputedStyle(document.body).fontFamily, size: 12.5, color: colors.soft }, dragmode: "zoom",
      hoverlabel: { bgcolor: colors.card, bordercolor: colors.line, font: { color: colors.text, size: 13 }, align: "left" },
      ...layout, ...axes,
    }, { responsive: true, displayModeBar: false });
    if (!plot.listens) {
      plot.listens = true;
      plot.div.on("plotly_click", event => {
        const star = event.points[0]?.customdata;
        if (star >= 0) select(star);
      });
    }
  };

  const plot = (make, label, wide) => {
    const div = el("div", { class: wide ? "plot wide" : "plot", role: "img", "aria-label": label });
    plots.push({ div, make, stale: true, visible: false });
    observer.observe(div);
    return div;
  };

  const redraw = () => plots.forEach(each => {
    each.stale = true;
    if (each.visible && each.div.isConnected) draw(each);
  });

  // On paper everything is in view.
  addEventListener("beforeprint", () => plots.filter(each => each.stale).forEach(draw));

  const forget = box => {
    for (let i = plots.length - 1; i >= 0; i--) {
      if (box.contains(plots[i].div)) {
        observer.unobserve(plots[i].div);
        Plotly.purge(plots[i].div);
        plots.splice(i, 1);
      }
    }
    box.replaceChildren();
  };

  // Data

  const results = Object.fromEntries(report.results.map(result => [result.pipeline, result]));
  const flagsOf = (result, row) => result.flag_sets[result.flags[row]];
  const labelOf = (result, name) => result.labels.find(label => label.name === name);
  const quantile = (values, share) => {
    const sorted = values.filter(known).sort((a, b) => a - b);
    return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : NaN;
  };
  const metals = report.results.flatMap(result => (result.values.fe_h ?? []).filter((value, row) => known(value) && !flagsOf(result, row).bad));
  const metalRange = [quantile(metals, 0.02), quantile(metals, 0.98)];
  const firstRow = new Map(report.results.map(result => {
    const rows = new Map();
    result.star.forEach((star, row) => { if (!rows.has(star)) rows.set(star, row); });
    return [result.pipeline, rows];
  }));

  // Some pipelines measure no [Fe/H]: their points take that of the first pipeline that does.
  const metalOf = (result, row) => {
    if (known(result.values.fe_h?.[row])) return result.values.fe_h[row];
    for (const other of report.results) {
      const value = other.values.fe_h?.[firstRow.get(other.pipeline).get(result.star[row])];
      if (known(value)) return value;
    }
    return null;
  };

  const withError = (result, name, row) => {
    const label = labelOf(result, name);
    return `${plain(nameOf(name))} ${measured(result.values[name][row], result.errors[name]?.[row], name)} ${plain(unitOf(label.unit))}`.trimEnd();
  };
  const hover = (star, lines, flags) =>
    [`<b>${plain(report.stars[star])}</b>`, ...lines, ...(flags.length ? [`<i>${plain(flags.join(", ")).replace(/(.{40,}?), /g, "$1,<br>")}</i>`] : [])].join("<br>");

  // Points in colour, those of bad results hollow, and a ring around the star that is selected.
  const points = (colors, list, colorbar) => {
    const trace = (some, marker, extra) => ({
      type: "scatter", mode: "markers", x: some.map(point => point.x), y: some.map(point => point.y), text: some.map(point => point.text),
      customdata: some.map(point => point.star), hovertemplate: "%{text}<extra></extra>", marker, ...extra,
    });
    const size = list.length > 3000 ? 4 : list.length > 800 ? 5 : 7;
    const good = list.filter(point => !point.bad);
    const coloured = good.filter(point => known(point.color));
    const grey = good.filter(point => !known(point.color));
    const ring = list.filter(point => point.star === state.star);
    const bar = { title: { text: "[Fe/H]", side: "top" }, thickness: 9, len: 1, outlinewidth: 0, tickcolor: colors.line, x: 1.01, xpad: 4 };
    return [
      state.bad ? trace(list.filter(point => point.bad), { size: size - 1, symbol: "circle-open", color: colors.grey, opacity: 0.8, line: { width: 1 } }) : null,
      trace(grey, { size, color: colors.grey, opacity: 0.85 }),
      trace(coloured, {
        size, opacity: 0.85, color: coloured.map(point => point.color), colorscale: colors.scale, cmin: metalRange[0], cmax: metalRange[1],
        showscale: Boolean(colorbar) && coloured.length > 0, colorbar: bar, line: { width: 0 },
      }),
      trace(ring, { size: 17, symbol: "circle-open", color: colors.bad, line: { width: 2.5 } }, { hoverinfo: "skip", hovertemplate: null }),
    ].filter(Boolean);
  };

  const padded = (low, high, share = 0.05) => {
    const pad = Math.max(high - low, 1e-9) * share;
    return [low - pad, high + pad];
  };
  const line = (x0, y0, x1, y1, color, dash) => ({ type: "line", layer: "below", x0, y0, x1, y1, line: { color, width: 1.3, dash } });

  const stat = (...pairs) => el("p", { class: "stat" }, pairs.map(([name, value]) => el("span", {}, `${name} `, el("b", {}, value))));

  // 1. What is in the workspace, and what the run did

  const figures = () => {
    const of = (value, text) => el("div", { class: "card figure" }, el("b", {}, value), el("span", {}, text));
    const all = report.pipelines.flatMap(pipeline => pipeline.tables);
    const sum = key => all.reduce((total, each) => total + each[key], 0);
    const total = sum("results");
    return el("div", { class: "figures" },
      of(count(report.counts.sources), "stars known"), of(count(report.counts.combined), "combined spectra"), of(count(report.counts.visits), "visits"),
      of(count(total), `results of ${plural(report.pipelines.length, "pipeline")}`), of(percent(total ? sum("warn") / total : 0), "to be used with care"),
      of(percent(total ? sum("bad") / total : 0), "not to be used"));
  };

  const run = report.run;
  section("summary", "Summary",
    `Workspace ${report.workspace}. Counts are of all results. Diagrams show ${report.sample.drawn < report.sample.total
      ? `${count(report.sample.drawn)} of ${plural(report.sample.total, "star")}, drawn by their identifiers, so always the same ones`
      : `all ${plural(report.sample.total, "star")} with results`}; click a point, or find a star by name, to see what every pipeline says of it.`,
    figures(),
    run ? el("div", { class: "card" },
      el("h3", {}, `Run ${run.key} `, el("span", { class: `chip ${run.state === "finished" ? "good" : run.state === "running" ? "info" : "bad"}` }, run.state)),
      el("p", { class: "about" }, `${moment(run.started)}, ${duration(run.seconds)}${run.message ? `. ${run.message}` : ""}`),
      run.pipelines.length ? table(
        [{ title: "Pipeline" }, { title: "Version" }, { title: "Model" }, ...["Due", "Done", "Unchanged", "No result", "Bad file", "Failed", "Warn", "Bad", "Per second"].map(title => ({ title, n: true }))],
        run.pipelines.map(each => [each.pipeline, each.version, each.model_name ? `${each.model_name} ${each.model_hash.slice(0, 6)}` : "–",
          ...["due", "done", "unchanged", "no_result", "bad_input", "failed", "warn", "bad"].map(key => count(each[key])), count(each.stored / Math.max(run.seconds, 1e-3))]),
        "What the run did") : null) : null,
    report.failures.length ? el("div", { class: "card", style: { marginTop: "1rem" } }, el("h3", {}, "Without a result"),
      table([{ title: "Spectra", n: true }, { title: "Pipeline" }, { title: "Reason" }, { title: "Example", mono: true }],
        report.failures.map(each => [count(each.count), each.pipeline, each.reason, starLink(each.example)]), "Spectra without a result")) : null);

  // 2. Flags

  const flagCard = (pipeline, each) => {
    const row = flag => el("li", {},
      el("span", { class: flag.count ? "name" : "name zero" }, flag.name),
      el("span", {}, flag.count ? `${count(flag.count)} · ${percent(flag.count / each.results)}` : "–"),
      flag.count ? el("div", { class: "bar", "aria-hidden": "true" }, el("i", { class: `${flag.severity}-bar`, style: { width: `${100 * flag.count / each.results}%` } })) : null,
      el("span", { class: "what" }, flag.description));
    const set = each.flags.filter(flag => flag.count).sort((a, b) => b.count - a.count);
    const unset = each.flags.filter(flag => !flag.count);
    const bad = each.results ? each.bad / each.results : 0;
    return el("div", { class: "card" },
      el("h3", {}, `${pipeline.name} `, el("span", { class: "chip" }, each.spectra)),
      el("div", { class: "share", role: "img", "aria-label": `${percent(bad)} not to be used` },
        el("i", { class: "good-bar", style: { width: `${100 - 100 * bad}%` } }), el("i", { class: "bad-bar", style: { width: `${100 * bad}%` } })),
      stat([plural(each.results, "result"), ""], ["with care", count(each.warn)], ["bad", `${count(each.bad)} (${percent(bad)})`]),
      set.length ? el("ul", { class: "flags" }, set.map(row)) : el("p", { class: "about" }, "No result carries a flag."),
      unset.length ? el("details", {}, el("summary", {}, `${plural(unset.length, "flag")} that no result has`), el("ul", { class: "flags" }, unset.map(row))) : null);
  };

  const flagBox = el("div", { class: "grid loose" });
  const kinds = [...new Set(report.pipelines.flatMap(pipeline => pipeline.tables.map(each => each.spectra === "visits" ? "visits" : "stars")))];
  const showFlags = kind => flagBox.replaceChildren(...report.pipelines.flatMap(pipeline =>
    pipeline.tables.filter(each => (each.spectra === "visits") === (kind === "visits")).map(each => flagCard(pipeline, each))));
  showFlags(kinds[0]);
  section("flags", "Flags",
    ["How many of all results carry each flag, and what it means.",
      kinds.length > 1 ? choice("Results of", [["stars", "Stars"], ["visits", "Visits"]], kinds[0], showFlags) : null],
    el("div", { class: "legend", style: { marginBottom: ".8rem" } },
      [["bad-bar", "bad: not to be used"], ["warn-bar", "warn: to be used with care"], ["info-bar", "informational"]].map(([color, text]) => el("span", {}, el("i", { class: color }), text))),
    flagBox);

  // 3. Kiel diagrams

  const kiel = report.results.filter(result => result.values.teff && result.values.logg && result.values.teff.some((teff, row) => known(teff) && known(result.values.logg[row])));
  const badSwitch = () => el("label", { class: "check" }, el("input", {
    type: "checkbox", checked: state.bad, class: "bad-switch",
    onchange: event => {
      state.bad = event.target.checked;
      document.querySelectorAll(".bad-switch").forEach(box => { box.checked = state.bad; });
      redraw();
    },
  }), "Show results flagged as bad (hollow)");

  if (kiel.length) {
    const rows = kiel.flatMap(result => result.star.map((star, row) => [result, row]).filter(([each, row]) => !flagsOf(each, row).bad));
    const extent = name => {
      const values = rows.map(([result, row]) => result.values[name][row]).filter(known);
      return values.length ? padded(quantile(values, 0), quantile(values, 1)).reverse() : undefined;
    };
    const [teff, logg] = [extent("teff"), extent("logg")];
    section("kiel", "Kiel diagrams", ["Effective temperature against surface gravity, giants at the top, coloured by [Fe/H]. All panels have the same axes; drag to zoom, double-click to return.", badSwitch()],
      el("div", { class: "grid" }, kiel.map(result => {
        const list = result.star.map((star, row) => ({
          star, x: result.values.teff[row], y: result.values.logg[row], color: result.values.fe_h?.[row], bad: flagsOf(result, row).bad,
          text: hover(star, ["teff", "logg", "fe_h"].filter(name => result.values[name]).map(name => withError(result, name, row))
            .concat(known(result.snr?.[row]) ? [`S/N ${shown(result.snr[row])}`] : []), flagsOf(result, row).names),
        })).filter(point => known(point.x) && known(point.y));
        return el("div", { class: "card kiel" }, el("h3", {}, result.pipeline),
          stat([plural(list.length, result.spectra === "stars" ? "star" : result.spectra === "visits" ? "visit" : "spectrum", result.spectra === "stars" ? "stars" : result.spectra === "visits" ? "visits" : "spectra"), ""],
            ["bad", count(list.filter(point => point.bad).length)]),
          plot(colors => ({
            data: points(colors, list, true),
            layout: { xaxis: { title: axisOf("teff", "K"), range: teff }, yaxis: { title: axisOf("logg", "dex"), range: logg } },
          }), `Kiel diagram of ${result.pipeline}`));
      })));
  }

  // 4. Against the truth, or a catalogue

  const truth = report.truth;
  const biasAndScatter = each => deviation(each).join(" ± ");
  if (truth) {
    const order = ["teff", "logg", "fe_h"];
    const labels = [...new Set(truth.residuals.map(each => each.truth))].sort((a, b) => (order.indexOf(a) + 99) % 99 - (order.indexOf(b) + 99) % 99 || a.localeCompare(b));
    const box = el("div", { class: "grid" });
    const panel = each => {
      const result = results[each.pipeline];
      const { bias, scatter } = each.deviation;
      const list = result.star.map((star, row) => ({
        star, x: truth.values[each.truth][star], y: known(result.values[each.label][row]) && known(truth.values[each.truth][star]) ? result.values[each.label][row] - truth.values[each.truth][star] : null,
        color: metalOf(result, row), bad: flagsOf(result, row).bad,
        text: hover(star, [withError(result, each.label, row), `${plain(truth.catalog)} ${shown(truth.values[each.truth][star], each.truth)}`], flagsOf(result, row).names),
      })).filter(point => known(point.y));
      const half = scatter > 0 ? Math.max(6 * scatter, 1.2 * Math.abs(bias)) : 1;
      const good = list.filter(point => !point.bad).map(point => point.x);
      const across = padded(quantile(good, 0), quantile(good, 1));
      return el("div", { class: "card truth" }, el("h3", {}, each.pipeline, each.label === each.truth ? "" : ` · ${each.label}`),
        stat(["bias", deviation(each.deviation)[0]], ["scatter", `${deviation(each.deviation)[1]} ${unitOf(each.unit)}`], ["", plural(each.deviation.count, "result")]),
        plot(colors => ({
          data: points(colors, list, true),
          layout: {
            xaxis: { title: axisOf(each.truth, each.unit), range: each.truth === "teff" || each.truth === "logg" ? [...across].reverse() : across },
            yaxis: { title: `Δ ${axisOf(each.truth, each.unit)}`, range: [bias - half, bias + half] },
            shapes: known(bias) ? [
              { type: "rect", xref: "paper", layer: "below", x0: 0, x1: 1, y0: bias - scatter, y1: bias + scatter, fillcolor: colors.accent, opacity: 0.14, line: { width: 0 } },
              { ...line(0, 0, 1, 0, colors.text, "solid"), xref: "paper" }, { ...line(0, bias, 1, bias, colors.accent, "dash"), xref: "paper" },
            ] : [],
          },
        }), `${nameOf(each.label)} of ${each.pipeline} less ${truth.catalog}`));
    };
    const show = label => {
      forget(box);
      const all = truth.residuals.filter(each => each.truth === label);
      box.append(...all.filter(each => each.label === label || !all.some(other => other.pipeline === each.pipeline && other.label === label)).map(panel));
    };
    const cell = (pipeline, label) => {
      const each = truth.residuals.find(one => one.pipeline === pipeline && one.truth === label && one.label === label);
      return each ? el("span", { title: plural(each.deviation.count, "result") }, biasAndScatter(each.deviation)) : "";
    };
    const direct = labels.filter(label => truth.residuals.some(each => each.truth === label && each.label === label));
    const variants = truth.residuals.filter(each => each.label !== each.truth);
    const measured = [...new Set(truth.residuals.filter(each => each.label === each.truth).map(each => each.pipeline))];
    const unitFor = label => unitOf(truth.residuals.find(each => each.truth === label && each.label === label).unit);
    show(labels[0]);
    section("truth", truth.known ? "Against the truth" : `Against ${truth.catalog}`,
      [`Results less the ${truth.known ? "true labels" : "labels"} of the catalogue ${truth.catalog} (${truth.file}). Bias is the median of the differences, scatter 1.4826 times their median distance from it, of results that are not flagged as bad. Diagrams span six times the scatter.`, badSwitch()],
      el("div", { class: "card", style: { marginBottom: "1rem" } },
        measured.length ? table([{ title: "Bias ± scatter" }, ...direct.map(label => ({ title: `${nameOf(label)} (${unitFor(label)})`, n: true }))],
          measured.map(pipeline => [pipeline, ...direct.map(label => cell(pipeline, label))]), "Bias and scatter") : null,
        variants.length ? el("details", {}, el("summary", {}, `${plural(variants.length, "more column")} that measure the same`),
          table([{ title: "Pipeline" }, { title: "Column", mono: true }, { title: "Results", n: true }, { title: "Bias ± scatter", n: true }, { title: "Unit" }],
            variants.map(each => [each.pipeline, each.label, count(each.deviation.count), biasAndScatter(each.deviation), unitOf(each.unit)]), "Bias and scatter of variants")) : null),
      el("div", { style: { marginBottom: "1rem" } }, choice("Label", labels.map(label => [label, nameOf(label)]), labels[0], show)),
      box);
  }

  // 5. Pipelines against each other

  if (report.comparisons.length) {
    const order = ["teff", "logg", "fe_h"];
    const labels = [...new Set(report.comparisons.flatMap(each => each.labels.map(label => label.label)))]
      .sort((a, b) => (order.indexOf(a) + 99) % 99 - (order.indexOf(b) + 99) % 99 || a.localeCompare(b));
    const box = el("div", { class: "grid" });
    const panel = (pair, label) => {
      const [a, b] = [results[pair.a], results[pair.b]];
      const { deviation: each, unit } = pair.labels.find(one => one.label === label);
      const list = pair.rows_a.map((row, i) => {
        const other = pair.rows_b[i];
        return {
          star: a.star[row], x: a.values[label][row], y: b.values[label][other], color: metalOf(a, row), bad: flagsOf(a, row).bad || flagsOf(b, other).bad,
          text: hover(a.star[row], [`${pair.a}: ${withError(a, label, row)}`, `${pair.b}: ${withError(b, label, other)}`], [...new Set([...flagsOf(a, row).names, ...flagsOf(b, other).names])]),
        };
      }).filter(point => known(point.x) && known(point.y));
      const good = list.filter(point => !point.bad);
      const both = (good.length ? good : list).flatMap(point => [point.x, point.y]);
      const range = padded(quantile(both, 0), quantile(both, 1));
      const turned = label === "teff" || label === "logg" ? [...range].reverse() : range;
      return el("div", { class: "card comparison" }, el("h3", {}, `${pair.b} against ${pair.a}`),
        stat(["bias", deviation(each)[0]], ["scatter", `${deviation(each)[1]} ${unitOf(unit)}`], ["", plural(each.count, "pair")]),
        plot(colors => ({
          data: points(colors, list, true),
          layout: {
            xaxis: { title: `${pair.a} ${axisOf(label, unit)}`, range: turned }, yaxis: { title: `${pair.b} ${axisOf(label, unit)}`, range: turned },
            shapes: [line(range[0], range[0], range[1], range[1], colors.text, "dash")],
          },
        }), `${nameOf(label)} of ${pair.b} against ${pair.a}`));
    };
    const show = label => {
      forget(box);
      box.append(...report.comparisons.filter(pair => pair.labels.some(one => one.label === label)).map(pair => panel(pair, label)));
    };
    show(labels[0]);
    section("comparisons", "Pipelines against each other", ["The same label of the same spectra in two pipelines; the dashed line is where they agree. Bias and scatter are of pairs of which neither is flagged as bad.", badSwitch()],
      el("div", { style: { marginBottom: "1rem" } }, choice("Label", labels.map(label => [label, nameOf(label)]), labels[0], show)), box);
  }

  // 6. Example spectra

  const unpack = text => {
    if (!text) return null;
    const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 2 }, (_, i) => {
      const value = view.getUint16(2 * i, true);
      return value === 65535 ? null : value / 10000 - 1;
    });
  };

  if (report.examples.length) {
    const box = el("div", { class: "examples" });
    const windows = [["All", null], ["K I", [15155, 15185]], ["Mg I", [15735, 15785]], ["Al I", [16712, 16780]], ["Br 11", [16740, 16880]]];
    let seen = windows[2][1];
    const show = place => {
      const example = report.examples[place];
      forget(box);
      const [flux, error, model] = [unpack(example.flux), unpack(example.error), unpack(example.model)];
      const labels = ["teff", "logg", "fe_h"].filter(label => example.labels.some(each => known(each.values[label])));
      const value = (each, label) => measured(each.values[label], each.errors[label], label);
      const about = el("div", {},
        el("h3", {}, starLink(example.star), known(example.snr) ? ` · S/N ${shown(example.snr)}` : ""),
        el("p", { class: "about" }, `${example.why}. ${flux ? `Flux ${example.normalisation}${example.modelled ? `; the model is what its labels make of the spectrum` : ""}. Gaps are pixels that are masked or between detectors.` : ""}`),
        example.note ? el("p", { class: "note" }, example.modelled || !flux ? example.note : `No model: ${example.note}`) : null);
      const card = el("div", { class: "card" }, about);
      if (flux) {
        const wave = flux.map((_, i) => 10 ** (4.179 + 6e-6 * (i + example.first_pixel)));
        const lower = flux.map((value, i) => value === null ? null : model ? (model[i] === null || !(error[i] > 0) ? null : (value - model[i]) / error[i]) : error[i]);
        const div = plot(colors => ({
          data: [
            { type: "scatter", mode: "lines", name: "observed", x: wave, y: flux, customdata: wave.map(() => -1), line: { color: colors.text, width: 1 }, hovertemplate: "%{x:.2f} Å<br>flux %{y:.3f}<extra></extra>" },
            model ? { type: "scatter", mode: "lines", name: `model of ${plain(example.modelled)}`, x: wave, y: model, line: { color: state.dark ? "#ff8f70" : "#d1495b", width: 1.4 }, opacity: 0.85, hoverinfo: "skip" } : null,
            { type: "scatter", mode: "lines", name: model ? "residual" : "error", x: wave, y: lower, yaxis: "y2", showlegend: false, line: { color: colors.grey, width: 1 }, hovertemplate: "%{x:.2f} Å<br>%{y:.3f}<extra></extra>" },
          ].filter(Boolean),
          layout: {
            showlegend: true, legend: { orientation: "h", x: 0, y: 1.09, font: { color: colors.text } }, margin: { l: 60, r: 14, t: 30, b: 46 }, hovermode: "closest",
            xaxis: { title: "Vacuum wavelength (Å)", range: seen ?? padded(wave[0], wave[wave.length - 1], 0.01), anchor: "y2", tickformat: "d" },
            yaxis: { title: "Normalised flux", domain: [0.32, 1], range: padded(Math.max(-0.1, Math.min(quantile(flux, 0.0003), 0.6)), Math.max(quantile(flux, 0.999), 1.05), 0.03) },
            yaxis2: { title: model ? "(obs. − model) / σ" : "Error", domain: [0, 0.25], range: model ? [-8, 8] : [0, 1.5 * quantile(error, 0.95)] },
          },
        }), `Spectrum of ${example.star}`, true);
        card.append(el("div", { style: { margin: ".6rem 0" } }, choice("Wavelengths", windows.map(([name]) => [name, name]), windows.find(each => each[1] === seen)[0], name => {
          seen = windows.find(each => each[0] === name)[1];
          Plotly.relayout(div, { "xaxis.range": seen ?? padded(wave[0], wave[wave.length - 1], 0.01) });
        })), div);
      }
      box.append(card, el("div", { class: "card" },
        table([{ title: "Pipeline" }, ...labels.map(label => ({ title: `${nameOf(label)}${label === "teff" ? " (K)" : ""}`, n: true })), { title: "Besides" }, { title: "Flags" }],
          example.labels.map(each => [each.pipeline,
            ...labels.map(label => known(each.values[label]) ? value(each, label) : ""),
            Object.keys(each.values).filter(label => !labels.includes(label) && known(each.errors[label]))
              .map(label => `${nameOf(label)} ${value(each, label)} ${unitOf(labelOf(results[each.pipeline], label).unit)}`.trim()).join(", "),
            chips(each.flags, severityIn(each.pipeline))]), "Labels of this spectrum")));
    };
    show(0);
    section("spectra", "Example spectra", "Spectra from the giants to the dwarfs, the best of each part, and one that is flagged as bad. Drag to zoom in, double-click to return.",
      el("div", { style: { marginBottom: "1rem" } }, choice("Star", report.examples.map((example, place) => [place, example.star]), 0, place => show(place))), box);
  }

  // 7. Worth a look

  if (report.remarkable.length) {
    const columns = [
      { title: "Star", key: each => each.star, mono: true }, { title: "Pipeline", key: each => each.pipeline }, { title: "Why", key: each => each.why },
      ...["teff", "logg", "fe_h"].map(label => ({ title: nameOf(label), n: true, key: each => each.labels[label] ?? -Infinity, show: each => shown(each.labels[label], label) })),
      { title: "S/N", n: true, key: each => each.snr ?? -Infinity, show: each => shown(each.snr) }, { title: "Flags", key: each => each.flags.join(" ") },
    ];
    let [sorted, down, only] = [-1, false, ""];
    const body = el("tbody");
    const heads = columns.map((column, i) => el("th", { scope: "col", class: column.n ? "n" : null },
      el("button", { type: "button", onclick: () => { down = sorted === i ? !down : Boolean(column.n); sorted = i; fill(); } }, column.title)));
    const fill = () => {
      const rows = report.remarkable.filter(each => !only || each.pipeline === only);
      if (sorted >= 0) {
        const key = columns[sorted].key;
        rows.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (down ? -1 : 1));
      }
      heads.forEach((head, i) => i === sorted ? head.setAttribute("aria-sort", down ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
      body.replaceChildren(...rows.map(each => el("tr", {}, columns.map((column, i) => el("td", { class: column.n ? "n" : column.mono ? "mono" : null },
        i === 0 ? starLink(each.star) : i === columns.length - 1 ? chips(each.flags, severityIn(each.pipeline)) : column.show ? column.show(each) : column.key(each))))));
    };
    fill();
    const pipelines = [...new Set(report.remarkable.map(each => each.pipeline))];
    section("remarkable", "Worth a look",
      ["Of each pipeline the first results that are bad, then some to be used with care, then those furthest from the catalogue (more than five times the scatter). astra query lists them all.",
        pipelines.length > 1 ? choice("Pipeline", [["", "All"], ...pipelines.map(name => [name, name])], "", name => { only = name; fill(); }) : null],
      el("div", { class: "card scroll", tabindex: "0", role: "region", "aria-label": "Results worth a look" }, el("table", {}, el("thead", {}, el("tr", {}, heads)), body)));
  }

  // 8. The star that is selected

  const panel = document.getElementById("panel");
  const select = star => {
    state.star = star;
    panel.hidden = star < 0;
    panel.replaceChildren();
    if (star >= 0) {
      const rows = report.results.flatMap(result => result.star.flatMap((each, row) => each === star ? [[result, row]] : []));
      const labels = ["teff", "logg", "fe_h"].filter(label => rows.some(([result, row]) => known(result.values[label]?.[row])));
      const other = ([result, row]) => result.labels.filter(label => !labels.includes(label.name) && known(result.values[label.name][row]) && result.errors[label.name])
        .slice(0, 3).map(label => `${nameOf(label.name)} ${measured(result.values[label.name][row], result.errors[label.name][row], label.name)} ${unitOf(label.unit)}`.trim()).join(", ");
      const catalogue = truth && labels.some(label => known(truth.values[label]?.[star]))
        ? [[el("i", {}, truth.catalog), ...labels.map(label => shown(truth.values[label]?.[star], label)), ""]] : [];
      panel.append(
        el("header", {}, el("h3", { class: "mono" }, report.stars[star]), el("button", { type: "button", class: "button", onclick: () => select(-1), "aria-label": "Close" }, "✕")),
        table([{ title: "Pipeline" }, ...labels.map(label => ({ title: nameOf(label), n: true })), { title: "" }],
          [...rows.map(([result, row]) => [
            el("div", {}, result.pipeline, known(result.snr?.[row]) ? el("div", { class: "stat" }, `S/N ${shown(result.snr[row])}`) : ""),
            ...labels.map(label => result.values[label] ? measured(result.values[label][row], result.errors[label]?.[row], label) : ""),
            el("div", {}, other([result, row]), chips(flagsOf(result, row).names, severityIn(result.pipeline))),
          ]), ...catalogue], `What pipelines say of ${report.stars[star]}`));
    }
    redraw();
  };

  const input = document.getElementById("star");
  const suggestions = document.getElementById("stars");
  input.addEventListener("input", () => {
    input.classList.remove("missing");
    const text = input.value.trim().toLowerCase();
    const near = text.length < 3 ? [] : report.stars.filter(star => star.toLowerCase().includes(text)).slice(0, 12);
    suggestions.replaceChildren(...near.map(star => el("option", { value: star })));
  });
  document.getElementById("find").addEventListener("submit", event => {
    event.preventDefault();
    const text = input.value.trim().toLowerCase();
    const exact = report.stars.findIndex(star => star.toLowerCase() === text);
    const star = exact >= 0 ? exact : text ? report.stars.findIndex(each => each.toLowerCase().includes(text)) : -1;
    input.classList.toggle("missing", star < 0 && text.length > 0);
    select(star);
  });
  document.addEventListener("keydown", event => { if (event.key === "Escape" && state.star >= 0) select(-1); });

  // 9. Theme, navigation, footer

  const button = document.getElementById("theme");
  const dress = dark => {
    state.dark = dark;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.textContent = dark ? "Light" : "Dark";
    redraw();
  };
  button.addEventListener("click", () => dress(!state.dark));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", event => dress(event.matches));

  const links = sections.map(({ id, title }) => el("a", { href: `#${id}` }, title));
  document.getElementById("nav").append(...links);
  const here = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(entry => links.forEach(link =>
    link.getAttribute("href") === `#${entry.target.id}` ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"))), { rootMargin: "-20% 0px -70% 0px" });
  sections.forEach(({ id }) => here.observe(document.getElementById(id)));

  main.append(el("footer", {},
    el("p", {}, `Made by astra ${report.astra_version.split("+")[0]} on ${moment(report.created)}. The page needs no network.`),
    report.pipelines.map(pipeline => el("p", {}, `${pipeline.name} ${pipeline.version}: ${pipeline.description}${pipeline.reference ? ` (${pipeline.reference})` : ""}.`))));
  document.title = `Astra report · ${report.workspace.split("/").pop()}`;
  dress(state.dark);
})();
