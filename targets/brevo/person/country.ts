// A country as a row names it (two letters, three letters, or its English name), as two letters.
import { getCountries, type CountryCode } from 'libphonenumber-js/max';

// ISO 3166-1: most codes of three letters begin with the one of two; these do not.
const OTHER_CODES =
  'ABWAW AGOAO ALAAX ANDAD AREAE ARMAM ATGAG AUTAT BDIBI BENBJ BESBQ BGDBD BHSBS BIHBA BLRBY BLZBZ BRBBB BRNBN ' +
  'CAFCF CHLCL CHNCN CODCD COGCG COKCK COMKM CPVCV CUWCW CYMKY DNKDK ESHEH ESTEE FLKFK FROFO FSMFM GINGN GLPGP ' +
  'GNBGW GNQGQ GRDGD GRLGL GUFGF GUYGY IRLIE IRQIQ ISRIL JAMJM KAZKZ KORKR LBRLR LBYLY MACMO MAFMF MDGMG MDVMV ' +
  'MEXMX MLTMT MNEME MNPMP MOZMZ MTQMQ MYTYT NIUNU PAKPK PLWPW PNGPG POLPL PRKKP PRTPT PRYPY PYFPF SENSN SLBSB ' +
  'SLVSV SPMPM SRBRS SURSR SVKSK SVNSI SWESE SWZSZ SYCSC TCDTD TKMTM TUNTN TURTR TUVTV UKRUA URYUY WLFWF';

const countries = new Set<string>(getCountries());
const byThreeLetters = new Map(
  OTHER_CODES.split(' ').map((pair) => [pair.slice(0, 3), pair.slice(3)] as const),
);
let byName: Map<string, CountryCode> | undefined;

/** The two letters of a country that has phone numbers; undefined where the text names none. */
export function countryCode(text: unknown): CountryCode | undefined {
  if (typeof text !== 'string') return undefined;
  const word = text.trim();
  const upper = word.toUpperCase();
  const code = upper.length === 3 ? (byThreeLetters.get(upper) ?? upper.slice(0, 2)) : upper;
  if (countries.has(code)) return code as CountryCode;
  byName ??= countryNames();
  return byName.get(word.toLowerCase());
}

function countryNames(): Map<string, CountryCode> {
  const english = new Intl.DisplayNames(['en'], { type: 'region' });
  return new Map(getCountries().map((code) => [(english.of(code) ?? code).toLowerCase(), code]));
}
