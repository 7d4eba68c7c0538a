/** The emoji that the picker offers, by group: a small set of our own, so that nothing is fetched from anywhere. */
export const EMOJI = {
  faces:
    '😀 😃 😄 😁 😆 😅 🤣 😂 🙂 🙃 😉 😊 😇 🥰 😍 🤩 😘 😋 😛 😜 🤪 🤗 🤭 🤫 🤔 🤨 😐 😑 😶 😏 😒 🙄 😬 😌 😔 😪 😴 😷 🤒 🤕 🥵 🥶 😵 🤯 🤠 🥳 😎 🤓 🧐 😕 😟 🙁 😮 😯 😲 😳 🥺 😦 😨 😰 😥 😢 😭 😱 😖 😞 😓 😩 😫 🥱 😤 😡 😠',
  people:
    '👍 👎 👌 ✌️ 🤞 🤟 🤙 👈 👉 👆 👇 ☝️ ✋ 🖐️ 👋 👏 🙌 🙏 🤝 💪 ✍️ 👀 🧠 🙋 🙋‍♀️ 🙋‍♂️ 🤷 🤷‍♀️ 🤷‍♂️ 🙆 🙅 🤦 🤦‍♀️ 🤦‍♂️ 👩‍🏫 👨‍🏫 👩‍🎓 👨‍🎓 👩‍🔬 👩‍💻 👨‍💻 🧑‍🎨 🏃 🚶 🧘 👨‍👩‍👧 👪',
  school:
    '🏫 🎒 📚 📖 📕 📗 📘 📙 📓 📝 ✏️ 🖊️ 🖍️ 📏 📐 📎 📌 ✂️ 🧮 🔬 🔭 🧪 🧬 🌍 🗺️ 💻 🖥️ 🖨️ 📱 🎧 🎤 🎼 🎵 🎹 🎸 🎻 🎨 🎭 🏆 🥇 🥈 🥉 🏅 ⚽ 🏀 🏐 🎾 🏓 🏸 ⛷️ ⛸️ 🏊 🚴 ♟️ 🧩 🎲 🚌 ⏰ 📅 🗓️ 🔔',
  nature:
    '☀️ 🌤️ ⛅ 🌧️ ⛈️ 🌩️ ❄️ ☃️ 🌈 🌊 🔥 ⭐ 🌟 🌙 🌸 🌹 🌻 🌼 🌷 🌱 🌳 🌲 🍁 🍂 🍀 🐶 🐱 🐭 🐹 🐰 🦊 🐻 🐼 🐨 🐯 🦁 🐮 🐷 🐸 🐵 🐔 🐧 🐦 🦉 🐺 🐴 🦄 🐝 🦋 🐌 🐞 🐢 🐍 🐙 🐬 🐳 🐟',
  food: '🍎 🍐 🍊 🍋 🍌 🍉 🍇 🍓 🍒 🍑 🍍 🥝 🍅 🥒 🥕 🌽 🥔 🍞 🧀 🥚 🥞 🍗 🍔 🍟 🍕 🥪 🥗 🍲 🍝 🍣 🍦 🍩 🍪 🎂 🍰 🍫 🍬 🍭 🍯 🥛 ☕ 🍵 🧃',
  signs:
    '❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💯 ✅ ☑️ ✔️ ❌ ❗ ❓ ⚠️ 🚫 ➕ ➖ ✖️ ➗ ♾️ 💡 💬 💭 🎉 🎊 🎁 🎈 ✨ ⚡ 💤 🆗 🔍 🔒 🔑 🕐 🇷🇺',
} as const;

export type EmojiGroup = keyof typeof EMOJI;

/** The emoji of a group, one by one. */
export const emojiOf = (group: EmojiGroup): string[] => EMOJI[group].split(' ');
