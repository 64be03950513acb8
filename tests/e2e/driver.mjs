// A reader, in the words of the domain. What a page looks like is known here and in checks.mjs only; a story says what
// somebody wants to know.
import { expect } from './harness.mjs';
import { no_faults, open_window, overflow } from './browser.mjs';

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

  async title() {
    return (await this.page.locator('main h1').first().innerText()).trim();
  }
}
