// A clock that goes on when the test says so: passSeconds(5) is five ticks of every interval, without a wait.
var passed = 0;
let last = 0;
const ticking = new Map();
Date.now = () => Date.UTC(2027, 2, 1, 9) + passed;
window.setInterval = (tick) => {
  ticking.set(++last, tick);
  return last;
};
window.clearInterval = (id) => ticking.delete(id);
window.passSeconds = (seconds) => {
  for (let second = 0; second < seconds; second += 1) {
    passed += 1000;
    for (const tick of [...ticking.values()]) tick();
  }
  return ticking.size;
};
