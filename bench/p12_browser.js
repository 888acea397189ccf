// Runs in the page from its first moment: notes long frames, slow interactions and every frame's length.
// `bench.mark()` begins anew; `bench.read()` answers what there was since.
window.bench = (() => {
  let frames = [];
  let long = [];
  let interactions = [];
  let last = 0;
  let began = 0;
  const tick = (now) => {
    if (last) frames.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      long.push({
        at: (entry.startTime - began) / 1000,
        duration: entry.duration,
        blocking: entry.blockingDuration,
        scripts: entry.scripts.map((s) => `${s.invoker} ${s.sourceFunctionName} ${s.duration}`),
        layout: entry.styleAndLayoutStart
          ? entry.startTime + entry.duration - entry.styleAndLayoutStart
          : 0,
      });
  }).observe({ type: "long-animation-frame" });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.interactionId)
        interactions.push({ id: entry.interactionId, name: entry.name, duration: entry.duration });
  }).observe({ type: "event", durationThreshold: 16 });
  return {
    mark() {
      frames = [];
      long = [];
      interactions = [];
      last = 0;
      began = performance.now();
    },
    read: () => ({ frames, long, interactions }),
    scripts: () =>
      performance
        .getEntriesByType("resource")
        .filter((r) => /\.m?js($|\?)/.test(r.name))
        .map((r) => ({ name: r.name.split("/").pop(), size: r.encodedBodySize })),
  };
})();
