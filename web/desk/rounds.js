// Does something again and again while somebody can see the page, and at once when it comes back into view.

// `round` may refuse: that is told above the view, which stays. Returns a function that ends it.
export function everyWhileSeen(everyMs, page, round) {
  let stopped = false, timer = 0, running = false;
  const once = async () => {
    if (running || stopped || document.hidden) return;
    running = true;
    try {
      await round(() => stopped);
      if (!stopped) page.clearTrouble();
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      if (!stopped) page.trouble(refused);
    } finally {
      running = false;
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(once, everyMs);
    }
  };
  const seen = () => {
    clearTimeout(timer);
    once();
  };
  document.addEventListener('visibilitychange', seen);
  once();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
