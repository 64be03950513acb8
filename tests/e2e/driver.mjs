// A reader, in the words of the domain. What a page looks like is known here and in checks.mjs only; a story says what
// somebody wants to know.
import { expect } from './harness.mjs';
import { kDirection, no_faults, open_window, overflow } from './browser.mjs';

export class Reader {
  static async arrives(browser, options) {
    const reader = new Reader();
    Object.assign(reader, { lang: options.lang ?? 'en', device: options.device ?? 'wide', origin: options.origin });
    reader.window = await open_window(browser, options);
    reader.page = reader.window.page;
    return reader;
  }

  async leaves() {
    await this.window.context.close();
  }

  // --- going somewhere ---

  async opens(path) {
    const response = await this.page.goto(path);
    this.status = response.status();
    await this.looks_around();
    return response;
  }

  async opens_home() {
    await this.opens('/');
  }

  // After each step: the page fits the screen and nothing went wrong in it.
  async looks_around() {
    const wide = await overflow(this.page);
    expect(!wide, `${this.where()} is ${wide}`);
    no_faults(this.window, this.where());
  }

  where() {
    return this.page.url().replace(this.origin, '');
  }

  async follows(link) {
    await Promise.all([this.page.waitForURL((url) => url.href !== this.before, { waitUntil: 'load' }), this.steps_on(link)]);
    await this.looks_around();
  }

  async steps_on(link) {
    this.before = this.page.url();
    await link.click();
  }

  // --- searching ---

  search_box() {
    return this.page.getByRole('search').locator('input[name=q]');
  }

  results() {
    return this.page.locator('ol.hits > li');
  }

  async searches(words) {
    await this.search_box().fill(words);
    await Promise.all([this.page.waitForURL((url) => url.searchParams.get('q') === words, { waitUntil: 'load' }), this.search_box().press('Enter')]);
    await this.looks_around();
  }

  // The names shown with the first result: its title and the others.
  async first_result() {
    const first = this.results().first();
    expect(await first.count(), `A search found nothing: ${this.where()}`);
    return { text: (await first.innerText()).trim(), href: await first.locator('a[href*="/record/"]').first().getAttribute('href') };
  }

  async opens_first_result() {
    await this.follows(this.results().first().locator('a[href*="/record/"]').first());
  }

  async opens_memorial_page_of(words) {
    await this.opens_home();
    await this.searches(words);
    await this.opens_first_result();
  }

  // --- the memorial page ---

  async title() {
    return (await this.page.locator('main h1').first().innerText()).trim();
  }

  // A part of the page, or all of it ("main").
  part(id) {
    return id === 'main' ? this.page.locator('main') : this.page.locator(`main #${id}`);
  }

  async stands_on(id) {
    expect((await this.page.locator('main').getAttribute('id')) && this.where().includes(id), `This is not the page of ${id}, but ${this.where()}.`);
  }

  // All names of the page, those that are folded away too.
  async names() {
    return this.part('names').evaluate((e) => e.textContent);
  }

  // --- what a value rests on ---

  // The opener of a value: of the statement at that position of the log, or the first of a part of the page.
  opener(of) {
    return typeof of === 'number' ? this.page.locator(`#s${of} details.said`).first() : this.part(of).locator('details.said').first();
  }

  async opens_source_of_value(of) {
    const note = this.opener(of);
    await note.locator('summary').click();
    expect(await note.evaluate((e) => e.open), `The value of ${of} does not open.`);
    await this.looks_around();
    const links = await note.locator('dl a[href*="/record/"]').evaluateAll((all) => all.map((a) => a.innerText.trim()).filter(Boolean));
    return { text: await note.innerText(), links, entry: await note.locator('a[href*="/log/"]').first().getAttribute('href') };
  }

  async checks_the_proof(of) {
    const island = this.opener(of).locator('[data-island=proof]');
    await island.locator('.verdict, .warning').evaluateAll((all) => all.forEach((e) => e.remove()));
    await island.getByRole('button').click();
    await island.locator('.verdict, .warning').first().waitFor();
    await this.looks_around();
    return { holds: (await island.locator('.verdict').count()) > 0 && (await island.locator('.step.bad').count()) === 0,
             steps: await island.locator('.step.good').count(), warned: await island.getByRole('alert').count(), text: await island.innerText() };
  }

  // --- time, perspective, language ---

  async asks_what_it_was_called_on(date) {
    const form = this.part('question').locator('form');
    await form.locator('input[name=at]').fill(date);
    await this.follows(form.getByRole('button'));
    const question = this.part('question');
    return { sentence: await question.locator('.answer').innerText(), rows: await question.locator('tbody tr').allInnerTexts() };
  }

  async chooses_names_as_used_by(whom, at) {
    const choice = this.page.locator('details.choose');
    if (!(await choice.evaluate((e) => e.open))) await choice.locator('summary').click();
    if (whom !== undefined) await choice.locator('select[name=by]').selectOption({ value: whom });
    if (at !== undefined) await choice.locator('input[name=at]').fill(at);
    await this.follows(choice.getByRole('button'));
  }

  async switches_language(lang) {
    const nav = this.page.locator('nav[data-nav="languages"]');
    const folded = nav.locator('details:not([open]) > summary');
    if (await folded.count()) await folded.click();
    await this.follows(nav.locator(`a[hreflang="${lang}"]`));
  }

  async languages() {
    return this.page.locator('nav[data-nav="languages"] a[hreflang]').evaluateAll((all) => all.map((a) => a.hreflang));
  }

  async reads_in(lang) {
    const page = await this.page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));
    expect(page.lang === lang && page.dir === (kDirection[lang] ?? 'ltr'), `The page is in ${page.lang}, ${page.dir}, not in ${lang}.`);
  }

  // --- comparing, printing ---

  async compares_with(words) {
    await this.follows(this.page.locator('main a[href^="/compare"]').first());
    const form = this.page.locator('form[action="/compare"]');
    await form.locator('input[name=b]').fill(words);
    await this.follows(form.getByRole('button'));
  }

  // What is on the paper: the text, and how many sheets of A4 it takes.
  async prints() {
    await this.page.emulateMedia({ media: 'print' });
    const text = await this.page.locator('body').innerText();
    const shown = await this.page.locator('form, button, header.site nav, [data-island]').evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);
    const paper = await this.page.pdf({ format: 'A4', preferCSSPageSize: true });
    await this.page.emulateMedia({ media: null });
    return { text, controls: shown, pages: (paper.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length };
  }
}
