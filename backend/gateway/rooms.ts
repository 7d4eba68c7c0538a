/** Which sockets belong together: those of a person, of a session, those that have a chat open. */
export function createRooms<M>() {
  const rooms = new Map<string, Set<M>>();
  const joined = new Map<M, Set<string>>();

  function leave(member: M, name: string): void {
    const room = rooms.get(name);
    room?.delete(member);
    if (room?.size === 0) rooms.delete(name);
    joined.get(member)?.delete(name);
  }

  return {
    join(member: M, ...names: string[]): void {
      const mine = joined.get(member) ?? new Set();
      joined.set(member, mine);
      for (const name of names) {
        mine.add(name);
        const room = rooms.get(name);
        if (room) room.add(member);
        else rooms.set(name, new Set([member]));
      }
    },
    leave,
    leaveAll(member: M): void {
      for (const name of joined.get(member) ?? []) leave(member, name);
      joined.delete(member);
    },
    in(name: string): ReadonlySet<M> {
      return rooms.get(name) ?? new Set();
    },
  };
}
