/** Who is on the page: user ids, and how they are called. */

/** Whose screen it is. */
export const ME = "alex";

/** Names by user id: mine, and as many others as fit into the largest call. */
export const names: Readonly<Record<string, string>> = {
  [ME]: "Alex Morgan",
  priya: "Priya Raman",
  jonas: "Jonas Lindqvist",
  amara: "Amara Okafor",
  luca: "Luca Ferrari",
  mei: "Mei Chen",
  sofia: "Sofía Álvarez de la Cruz",
  omar: "Omar Haddad",
  hana: "Hana Sato",
  mateo: "Mateo Silva",
  ingrid: "Ingrid Bergström-Halvorsen",
  tariq: "Tariq Aziz",
  chloe: "Chloé Martin",
  dmitri: "Dmitri Volkov",
  noor: "Noor",
  rafael: "Rafael Costa",
  yuki: "Yuki Tanaka",
  elif: "Elif Demir",
  david: "David Weiss",
  zanele: "Zanele Dube",
  piotr: "Piotr Nowak",
  lucia: "Lucía Romero",
  arjun: "Arjun Mehta",
  freya: "Freya Holm",
  kwame: "Kwame Mensah",
};

/** Everybody but me. */
export const others: readonly string[] = Object.keys(names).filter((user) => user !== ME);
