import { join } from 'node:path';
import sharp from 'sharp';

/** Brings the README's pictures from `.screens/` (`npm run screens`) into `docs/images/`, in few colours to be small. */
const PICTURES = {
  'panel-beside-diary': 'panel-beside-diary',
  'readme-chat': 'chat',
  'readme-search': 'search',
  'readme-invite': 'invite',
};
for (const [from, to] of Object.entries(PICTURES)) {
  const file = join('docs', 'images', `${to}.png`);
  const { size } = await sharp(join('.screens', `${from}.png`))
    .png({ palette: true, colours: 128 })
    .toFile(file);
  console.log(`${file}: ${Math.round(size / 1000)} kB`);
}
