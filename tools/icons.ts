import { readFile } from 'node:fs/promises';
import puppeteer from 'puppeteer';
import { chromiumPath } from '../tests/browsers/chromium.ts';

/** Draws `assets/icon.svg` in the sizes that the manifest wants into `public/icon/`. Run by hand after a change. */
const svg = await readFile('assets/icon.svg', 'utf8');
const browser = await puppeteer.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
for (const size of [16, 32, 48, 128]) {
  await page.setViewport({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  await page.screenshot({ path: `public/icon/${size}.png`, omitBackground: true });
}
await browser.close();
