// The demo diary's own script. It behaves as the real diary's application does towards its DOM: draws late, replaces
// all rows at once, changes the address without a load. `window.demoDiary` lets tests do what frameworks do.
(() => {
  const root = document.querySelector('diary-root, ui-view');
  let week = 0;
  let drawn = '';

  async function load() {
    const path = location.pathname + location.search;
    const answer = await fetch(`/fragment?week=${week}&path=${encodeURIComponent(path)}`);
    return await answer.text();
  }

  function parse(markup) {
    const template = document.createElement('template');
    template.innerHTML = markup;
    return template.content;
  }

  async function draw() {
    drawn = await load();
    root.replaceChildren(parse(drawn));
  }

  const days = (scope) => scope.querySelector('diary-student-diary-content > div > div');

  function replaceDays() {
    const fresh = parse(drawn);
    days(root)?.replaceChildren(...days(fresh).children);
    const range = fresh.querySelector('.diary-toolbar h3')?.textContent;
    root.querySelector('.diary-toolbar h3').textContent = range;
  }

  async function switchWeek(step) {
    week += step;
    drawn = await load();
    replaceDays();
  }

  async function navigate(path) {
    history.pushState(null, '', path);
    week = 0;
    await new Promise((done) => setTimeout(done, 300));
    await draw();
  }

  function showLesson(row) {
    root.querySelector('diary-student-diary-lesson-detail-panel')?.remove();
    const panel = document.createElement('diary-student-diary-lesson-detail-panel');
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'panel-close';
    close.textContent = 'Закрыть';
    close.addEventListener('click', () => panel.remove());
    const title = document.createElement('h4');
    title.textContent = row.querySelector('.subject > span').textContent;
    const homework = document.createElement('p');
    homework.textContent = row.querySelector('.homework-description')?.textContent ?? 'Домашнего задания нет';
    panel.append(title, homework, close);
    root.querySelector('diary-student-diary-content').append(panel);
  }

  root.addEventListener('click', (event) => {
    const link = event.target.closest('a.spa-link');
    if (link) {
      event.preventDefault();
      void navigate(link.getAttribute('href'));
      return;
    }
    if (event.target.closest('.next-week-button')) void switchWeek(1);
    else if (event.target.closest('.previous-week-button')) void switchWeek(-1);
    else if (event.target.closest('.schedule-item-row')) showLesson(event.target.closest('.schedule-item-row'));
  });
  addEventListener('popstate', () => void draw());

  window.demoDiary = {
    isDrawn: () => drawn !== '',
    removeAnchor: () => root.querySelector('.user-account').remove(),
    replaceHeader: () => root.querySelector('.header').replaceWith(parse(drawn).querySelector('.header')),
    wipe: () => root.replaceChildren(),
    restore: () => root.replaceChildren(parse(drawn)),
    navigate,
    async rerender(times, pauseMs = 0) {
      for (let count = 0; count < times; count += 1) {
        replaceDays();
        root.querySelector('.header')?.replaceWith(parse(drawn).querySelector('.header'));
        if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
      }
    },
  };

  setTimeout(() => void draw(), 500 + Math.random() * 1500);
})();
