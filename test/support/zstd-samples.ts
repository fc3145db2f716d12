/** What the zstd program (1.5.4) made of `sampleText`: Node has no encoder before 22.15. */
const CODED = {
  /** All of it, `-19`: two blocks, every kind of table. */
  best: [
    'KLUv/aSAUAIABCIA0gohGsDrflW1gW2yEWK2ybIptafJlJJMKbm3flRhy8I79m7uzpoLTr+bNRs7u99vZe7r2lvVCW152z5j2Xz3OXeT9fsrJ2su',
    'dVkK+vme3i7/k3uTeYPBWqJxrKcYMUqn8MVIVXBB4jIg+JICkh60XowK6DjQACQMMC2gIYD1oPMsqHlQ4yABgZGocWtTyH6NAREgBAgEYSCkXnoS',
    'gCAwFAGHkAQQheAIAUaAIAiCEPwJQULibrgBV8mtWjldbdpAcSl8RCHh5z5XwMo9/sntSPxL1dMqLZhhc7m9mf1NbkM+z+mso8+D/0msSPVu9B6c',
    'z+f8oUskQJwjLFtXLgV9oX/InqFdgZbR0005ByUh0VSArt3NuGySlcn5JszAQgI039OegKkHgAVNE0AjBB97P3ntrSbDRTorZJS0aLChV51off9p',
    'eoD5hHa7vh92bUdV+QjJX9SISf5HcUxRodvhNF3mLwEpRhNFEYny4GOh+JckFZlJgjp8ghuMSNiUeNDyn22BkvxYuV4XDikaY3DOKvVrzVHhy/sn',
    'nI2g/U3bIUFs52e3II4nBu/9q44tJERUe8gfPKjCKbE6R2dzkZNXp2QublgxaNSDdM4cR/K0qM751qB15LMsPOEUNkKgUUntINePaWdM3vlw+zTk',
    'bucqcZHAfnxuUAR7G8ISMmsMWF2pyTMB7N77rGcMLwz8jZO0X7RR8DLDXIwJlSB4NoAmnLBVSD9MG9QOymC2RayyLqbH7W8vnpv4x6dGwCCZ3xrR',
    'q4nN4OSAOCq7gedABbuc7gpLm1bwrNyE3AN6aQnINNv0OVB0+PTyWp8x2mMTUL2m+GHPvygKIAP5todqZfNRl/50jO5gVyTCxkoMDihdptiqgq5E',
    'rskdCdZ6Q6VI5yYxd13Qe9LeP6ewbw3srPd6yukXVqrHyoKoI0YFuPylXABmeX02EtTE8Cg3yYUmkPXgU0PJsXjG+9c5vnh3mjB4NHMdRfWiDTFW',
    '3NP8wYmzHb+lcf0uV4dFFTa4HER8lKDDFpIviW2lScw3FFwjgBESA6KfGvVhmFcF5UQl7dvolmG1WCB6hqi964DR5yrJxv4vsOvWTJobQJqPvG3M',
    'WpeF+wZomzJK/uvjAUzW9RTYBNy/iTwGs9Alsg9z7q5ujAzsxyXnTx82bAMB95Sp3KaHe7IrkiWF3DPk/ednZbLG0wYKo4NrGnxhQtmaxeoNl4IM',
    'ioj2vbh/CSt/kJvFLX3km4hStrWTx6U2oeMJOJBEeleyKyWULL8SlmOMI9tstQxJin4JScBv8fFmXPoyEfgNbNuyAECUfFKOt1No1kiAjx1MO2zU',
    'rx6AZ7wXOQaj5BfOg+UxA28tJnzDHAUXYIUV2IgJCtavsH/L9vTwFhGChItxzzUkdUvsrlysrwefAGqBTN+UrYgOhdY4W7I0YHGxHaNmj2wgtyqZ',
    'KKisiQrCsGrcHwAAgZFoACEEIwgEgTSWsgcS+P//EwRSNCHRHZ9EHl+IDEc33gAyaiKYTVxP4O7N0UPIwl/jyUz+9Y+o31E08Rv9kuqHfZSAhCLU',
    'U/He5/KBRTBgEcBJEgwyAHO06NW3mhNw7hr/4QfX478o5E3i8v8mTbAklcPbD/9ePp0Pwu+p3lesfwAp1QvvwSjNU1mycbUu1wyE6JqVIfwquYZ/',
    'cns2pYO8FBdF/Z5J6me42akeFLGsGvQaGzFP73j/vSI8bKhb4HN2CCYFINSbc7vyCmagHyldQEGTdk/fknqymAA4EPNpfEX4T/KR5EIbQrUCpj6I',
    '1DAAQxJIEa/piBFzhBQtPodlgsYRXqTKn++dFkFWX4kPH5VZTLb+JDC/IeBb6h3ILqYljpeIZJ896O73/z+MIQUhLxPpSVeo+Bw01hp267dCoOLB',
    '9I/WMRgs+Rbv2U9eQABjPhvEV8qZ26dcqd65WZU3hDpVlQicdLx+U8Y2FVMQqgzskplxcxD14bvSeCEB9Dzy/etxsQrhvyiINeQnFh6gVSZtwuHT',
    'mFomQkrbvb7/tfc04pZFeVvwPwtTah041/tbcQu/SxdVpoU2xYJ+MILv5sYH/oSwQ99I7SCwN/Ht2L2NEoScuybCho/vh8fxanURNoPjKndb+XLq',
    'xbrL6mNZd4QQXr/7f5H56CUL+X8OHz1vlTPwq2yeWsutnUYyk+ULYOvGljtxAuMBHIffenojYI5Jdc7k7hwRFAPomSoScOytz+HRwXuhtxrRUsLt',
    'JSidZLsVvQGbT6LSifAP6rhMYVA8+5ob84Y7Dk3kZbOlz4MK+zJvQt2Sw+jeNQ/OkN4R/RkoETT0xgJyxgY0MW1FslJCdC5yLDSdvJmB8lNVwmpc',
    '5AKQP/4Jng4pRlZzHBjVDiDpb4eJM/r/E0HOQT7XT2SkUpA9/RMOKHI/7jhii9mq74IWUY/MHZgQAeFKJ7JMrkrMi7MM6vv3C7z/yejAmtCMDq+N',
    'HPoI+guP+I7WN0N7NYCu370fGTTojnpMgO37FIGgIAxBetBIW3FkznRoRW6DdktRhBWYMLtM0YMr+1hQsm21KInwPGo5YO9lgh2FM3108o7KJOTC',
    'i8sADo73Ho8kCsUM2XEbE/BJ8mgRml5b4JN6zg7uAOrPvt8lC22LA4P2RzW/B2/KG7V2UKFOzht1gCyhNKuzcHIMx24wUFpWNfTPAaVDIAZOTiD6',
    'xCEMDWAWu94/NjsLR5Sed3tnXDAB850pSmD9Z7itEV6FiM7xiPYSVgBoc1jgEnGfsq0D4slnLorNEsecKbHyylY/VSG/V+B2wCCWpx/bC8gf7r/8',
    '/Szv15av09165eUP7saWuREg5KITBUxFAACDImgAEjiBgJBgMM7TRN4DEvj//4+wUgJ4H0CM5ygeu2liFszXOvyIFUf+gNt/8Bsa8743tMC+6bL7',
    'ywAoM7PF5u0rl+GH+osx2+GxpqmsGEqF2XvxT++wO/NlA4HHFMilyds76wZfUDrvSzkvmveJsTR1sfjnvWFJfHWRg3bl+DBtJj6dPoJxHtLcrcNQ',
    'f8LLXIr5WG0d7pfTOGDPb7KP2Zn3vldkOvk8jlx4Wfa3pEc+D1uxgPxjndfBGPWF8R7eSRyIV0uOW4dBUUup7HfsFj7yoJHM1aIQzeBBuqxWkgyx',
    'GvuDW1XDTgUvNGLB9Z9dWCdnYkj13OKYf66DPzaXSEmz64P478yov05llRIOjM32Me0zwL5sl4CR96zYFn6oApNJvhsKs9xvQ0lG1wjklEBMmwR8',
    'iHzYpYmfD40RFBsenZFi9OKDS2L+KWe9/pQDn4h8mGHZ+ax140eLtVKugJZdN/JR68ANiCkgCOl9rr/6Sd7Cwxwb52nSFpkaIBUIbeTl40Q5Uf1P',
    'GK4SfaKHayOR2QvUIVj3b+MctxA1uz08G0atOeogfcUuqYykosEi4entmvXJKb9WWg3hf5e+PB1Mgxsf+9ZjyjetPZkdvSOSnQuMQRFcNxFndH94',
    'DqNU3+qH9EbUOZkFrRGv80g6cRx+EPiPkG9H1mci53paLjKJx1QMsmgdAC4oXz9wHocCiiRoMk1go+C6DvZObdBCUJxy4qkwEF5YndO4oTtHEWQr',
    '6hpZ4KBxewZY37/7EsgzYFJ6/Z/P6fERUuXa/5pwEM7NrUZDFegj+Hx+CXnb2p55y3edE6lehJ/eFs81SttXSTi+H2ul4P/ckH/FRKROZp1OvBOg',
    'rUDETuWfEpiA5Dq0PRLke8JSncrwgfSn/5UaR/+luPhy3Jlb/bWi734aqnnKmgt+zZT7VKPSaiG/w23RFlpTCh2wkOqTjZBFAb8GkYY/+n749x0u',
    'cFVU71aC6xFmdEfASVpYO1wMjQbzzkLpjmox9OyOq9D7tjkCXh5KwoNqgqYOpNoHF6TqUnZdwwlzRI4f/LgqlLyJC9GjSrn/mWOke9jFFdcjxtwD',
    'v8Lb1Sh0P7ol4b/n1tHah5r2JRE3ZNcnl/qQgmIIfzosbxoMoEs+jBEY3UorqegM1phb2YRIFwzEPYrCFgZzoQcmtOkIN/D51SncPvrKT95oyvPk',
    'Nue3C9Inppqy9sjEbg+QRSjsgvtL88TXpeEbS6fH/D+SxlAyRDoX/9t27DdMU9MWoYwK3o3STy2czUb8qOCyMRKqQwcyAbrzsX2i27zadZxES6rb',
    'xrEgZMQeBuGnk6DHTyTlBKheGBR6rC7Ah8G6smczTs0DCM/QLwdvcwMkHBu3M+5im9mnbvG/fYaTSn57T5VrWCt3YsyDccvlsWOIvwqdzPxpmc6w',
    'btbuEW3vZbHr9oojX5+QmDzyA06e9Dta8dGNbYeGfYTtpZ1uBJA+YEBFtvL9A/s+oDmwXmtJtnj+BmlN8kNKBZd4tgDkyw+fQ3uyVkTW8BKx2nd+',
    'EGt5s9OKk3Hs7QieQmIxMvxfQYL53MpQ5gA+j/46/Uq9NUHXy7k2WxmyQ2nwhSdLGWB9IkHzM8Ojw/OTGv5zX1cGCxyI8bLN/q77/aUhjJczvWbh',
    'pQNz/qZjIHoS/NesWCoSUCSQBYCysoGqg6LwHPHNfjXNyrvN8DylKmlpPwzP4VEIb6SBZUtpJSgpouY8irKPZwpA/F5VfuTsSQH3k6yb5JlRreDC',
    'NWp+SjT/0FeXgO5lHDV8Ywq+PLEGEbE29Ikxmo2TnbeRZTu/IF4nKZax9Mo0Uv+63A0wFzztfw8gxwFuWVOkoeHjexToIwXhjVM+GDjzcHuhsS+m',
    'Z4v6muSQPAq7QDaMfo+LUmojzCFw2IGS7qbUIOjk5KqwvgIAfAGQfJUKC+f4+Q2Mp7IsGPxvC3yH3OwbWpTfrABZBwkO0sZ+eQ5qw9T/DeTBFYW/',
    'yU1P2/vNDJ0dhlUuPGdOYjuGrNQA/HcPVpBVHNUak0++mfc/04a0WctYhgdOG1HaF75qDsFF8XlNQg1bMX1Vp2KUG4sv8L/xLdJBxqN6JMGr2yms',
    'b1GpbeO4FK1QE1YsSJIzjtQLOjweQ/kGs3DSTrLtsQg2kQ9H8PxfSujga392TghYIx8jxjm9xyj5R1069/hIUn+1NrIn1xgfaa1eW+PVqKR12L2/',
    'XBgx7OlC8ku77l/92h2gfKOycZLmnp2e287Y5wHZI364uqXJYOGdM3ofzOfbOIH/6dtsdf/sNwyHZrDF2IEA+QFutYnAsi76W4eTV3AVIRhyWtkv',
    'THWwZ9XFmopGHhmufCaKLIij/JIWjR3YwM6KeAlta0Lkul92V9rryhbh1FdyZBDwrEWC2CVM4uXg1UL/OZidNE1tmgx5XBf+nBftib51Q1sd0Onm',
    'yZizaUFwL+H4QS1ZKNspStjhhoW95pdw7cboKwg42/NVYb/MCJxA9/fPdH5Ly+rgX/rRjClVZ91U+IK1YfZRM25jpI+GEJ1QhBGjgQ4GUg3b+wlp',
    'u8+dVhQqvr5/oSgYjBdTOawZ7Ukd14Vyz6E0yPvx90Qn7Un2dRulAYRIjeIFioA6ZgFrDJKPpoS/VWduNwk5se+BSWX87TAovxTJhN8ayN9sgmmk',
    '3l0cgBgzmNqVfUYbjXnxfbu4dIh3KDbNjbh9BgsvC0V3y+KuCNCIa1kz0+c8bodGxSasII1MrgkZTrsqOaNWFvIHGspPG1FDrB6Dc6MF6HKlcBck',
    'JdjqBKk/O6/khh4y/WS91nl2XIT4WU/jv3wOQ2miBvgUXBDqRVqKQbXVBa+CP2Q4yd9scfHnPoQUe+Ch9Zy8FXpIKxYMbLC9jKYpwGWWCBM1ou4U',
    'sB+izHuMo4Qgr+EigBluvPlqCW/cpK0RuYlNXKBESpuQ/eAPZQtYKoqTi2xtVvo/w1KqP5ZSKjK9UKURAACAvmgAEawgDMRxCkrsDRL4/38EgSeE',
    'BLQ/O1zR1OPwUSB47+yfuh0LNeDnOPVkL/ZPg74mbQa8pvFSwDJE7bcGw/cH8+pkbUpjgH3j/TakgNINOfo4gl3FK1wwG+gfCyxU+Z96Co4xXIem',
    'cP/Sc6CeMf/nFdchrDsNzL/WBcwy8uUSbgC/9+iT9P/NrqPW0L2lf1LHQyzwAHvqX0aCG3mXMOoEJrpB/nCd++L5UyS8ke9ahWQm2OHr/BlqyiDK',
    '6uCkPeNEvYXS1XowHmjaX8y8DJGFtgI0c85Q5QmiLOV5DDUa6P5/pzcYAhKI49em6FpnFuPz66W4NEdDGd1MKRUHDrRXqUCc3Uzg6pGuFd9ruVFc',
    '2NaTVl+hxZkjgH+6Y1ThSQZSgp9AuxJhA8PBWsk/n2f2HvgcYG9w1zfkWc/2iIxVjeDmLZN/kYJ6UA37kwRbKNFm4GXeh5+dCl225KZU/AVsfs6e',
    'bss3s+oPvhSb3TbjNT9D865ZyrodO/rJDllnUwekNpEgkOjeL8bjPIzP+T0080SSvDAuYZupITu1Gk1PPX6ETdr03902Wbb1EelWjO6XswqqSqPb',
    'WUAzJISGCBP4nvg+LDwIzd6d4IZrqGDJeL0rxerX04AT4grdsuJ7Wk3d/1ABPOO4NitBjSjoSXLUW2gAZjfKzODj/pwy9pZwXFqOkuJDnUhe9PCv',
    'bfGXN7to0BHk6z6+qOsG4fU5S/CJT41/xvAWF/du7LM1g04ALQm4VHQ=',
  ],
  /** Its first 9,000 bytes, `-1 --check`. */
  quick: [
    'KLUv/WQoIoU1AGYRMiKgJUkH86qqQrwlGnGZ1MXavFvT1gAws1LKJGWSABlyb1bANgAlACIAKeAkFMPAQQQGZWHWElIUAAFS4qAcw5IQorAYoOUg',
    'ZVFISbIIGIgC4+AYCME4KCWKsyBoQZJDBx6md/uMmmitWsO09Yxd11S7wjXmMoep0TT5NarmblOJBkIwAom5euya7f4z9KViunBvtex81qOUKMoq',
    '0zZaz5rpfeb3dtu/1LrU38pqc13aVj2/dsdEKVGsYuLu7aY/8Hzsnvyepf4Pg2KoAh8rBcn+jAEiCKSgSGC27jwSQIBxJElJjowMiYhIkILyK2k6',
    'nVuCWd7VmK0AOmRzOgvsebffumFXqNST/UurGaQEt+eBeoDs4DbDJAUWr4YMxaA+iICBwGjUgIK09xEUELntRbyEaXqlAZBEekPtB5weFtIbgV3z',
    'yNjnQd8nkKikZxZcCAXlbIgksc+EHnYxl44wliTpIK00B+SCvnziWAL8XMCOoEFREChswd1GG48XsIVMiXmu9MTkCx7GoSB4dv+5/e6RhKmY75kB',
    'GTOe6UMoX10p5q+iRzZcboXsZ0kXg7TqcQs/dmECkkPlWlj95ljd7VUoWtgRFPIjFIXU5cEJabfbSgyw69wtZvBRgaHCWgPaJ+TBsbQb5Pz6sDIx',
    'tgqnS0XSXstazGDRVVm04mURsWpY4E4k0tuvRmvPECrd64z0nD91a0AnE9/A+2t4Ru6uZOHh0fYTYxYphdFgjS/RTUwxUqyxF82sbdFz8AUjNLY/',
    '+Loo8XqsVpAUVTRGZvdSCN6lPrhwMPtQkNGOxKlM4EBpMsUuDytNosZYDIoYE16Z/LmsYhP8PZYzyiNS5yyKStrRZTRcdCmEIOAPBP/hSyguB2db',
    'YHbv5rNCeFlbMJsHrHMJTHpYDnym6KG87H5AUsI1PgrSxdQ2wwfJvaHQvpVaoizF5g3vvSY64wZIHtHZiUPPeXdSfAssT8dl8L8cBZU4xNS8K9Ps',
    'b9eJdVzTrR7gJCieOdQ2dLjGiVqmtmdxUWXiDGb51v8QCbLbjiioB16DcGGmDVIFa/Rs+qNYMMUBjjUEVYdQFKWFIgQc/oaHt2Y1vUvRxX3yCAox',
    '1dmFj+1Xov7cQa9tzIQyW/Cu6NYu2oxqedUk3XgqfXz7S9JlWSN6tGYwpvQShwiNQFqHKB6eTdhejdGi+5dlgxHPIQYtMDl/RPw4vI4gGO9nqAA0',
    'mVhzwRuN6v1m9SZcCCP1pmrfv5DYXWPCOgad6LiQiCfQarjDmVk1xUDPYXRvfVluSOH/2f9C/9s0qiNaV+e9Axyb23lLoDTWXbpN20hOIM+8qhAm',
    'ZfuznllF8Cld7B4WazAB38QwAvnb6fyLbaYGKtQV+pmB4/omi8MrMnwvDDFIaDpEH05CGon5DU0S69pnGYzhcI94NcQSQ63HnPg5Yhu3PgtbDgSd',
    'wjIBjc2GHsvSW2+ArSHN9hNVEk3iLSiLvzmtXkpXKRVVkowqysRmhdwkCBChzaWq6PETRIFOsouTJ7+RJUUA3cPHc9rh3AjROvS/dLOAeo9EeVMF',
    'QXP8MBsNSR0jbmHUJp0TV4ogFDs/NgMaQ1BvaryLTvRZ1nKaXDV7DKhcAj4ExPQbyhOo3o6SkcKJxo1LjORDi07oHaqpkMCZ7L0ZPXI3L2ejX5O2',
    '42b5/ZOdhAB6/CK9PFoF2RQchn3K5YcF9VoM8PSYYMvZuACem1UlPIMBM47tilX3O2E2jANrjOByT/wjhrAzU885E5gEqalO6YFpvUUCwR9ivr3P',
    'ciSvdfpDiar8cy6cm5lD9EZ4JWKorLYZzcoSzTpA1u1Rg27cy+INHKMHUIB+AtIx8CxaRvABgj9Bqg6n8qmLoa5ltPMV/561SGfLiMR4qt8CkiOB',
    '8t2EsI2P9rY16jlOtPGdIm7KLIDqD5lrEBbFyqX3qMRPgW6BWHSbAO9VLoAFve5zJf45U8u7m9wBUdGQMCGMmixfMRhi8DchxJ5XPeC7J0uxge2X',
    '3TSodYDslZbwnetp/xrFR4ao9iTkz2k8N9AXUsxLSgplZzxNMIZjsSdo8T0qsbYFAtAMdZwdBtYHOclvUtkFGg4GmVrqJIdX8TuoTg2s+IVEaL2L',
    'cGaZFKBc+Joq+TdAfq+bw/tjABACo2TzE6mEcepa7NkbmtlfNskx5eC2hhS7ig0vaVuQEf0LiYEz4k8Q3lIPB/KhpzPoTQOs8l9Lx9eQt4bQ8AJu',
    'p2DPzR5z4G/M8VSCJhndqqXgaf4dE0MD25nEommT/TafExXOihYUJGsDNMxypw==',
  ],
  /** Its first 9,000 bytes through a pipe, `-6 --no-check`: the length is not known in advance. */
  streamed: [
    'KLUv/QBYzSEAgk4qH6A1OfOqqkL/nLYVsWuZzbU2xVBB/pSUlJQ0zBY1PCEIsyjHgCiFazvzYmobfjNvby8jr7Hdis9928Y/pjMrrrbrO+YlH5Qk',
    '7HoTrzuf+xgZf41Nzd10u9vtTNdimXbs7SYdBtVu3zDPDHTztuY3d1NOu16TDoMAykEhAuUYEKWwR3SUIihAB4IqyEKnMFgDZ5WjFAOUJCvAFBBm',
    'UUw6TDkoSZSVzkoJIYGmqDHLlCTZnzEhBA2HSVCldRLIYEA0B4IUh5EopxQhhhAiEkiciEgglo4Bgy2Ia+kiJFRAaPZ7zyVuHFepe6uetboRDIyI',
    'nTMNbZQJ8C6ZgwPEpoUM9Xt9M4EosVlkJlH+ylQANjQ9KdRDGG0R2LVw56AHAo7TzxjTEkbcYtztmXjjjaN1OocE034p2SjPdgI+oFrn4DVDFzrz',
    'HxmTyVhCfVBA+Z1gU8WLbPBK6Gy9CrWCR6iqdaud2XWwohQux1oVoRaDCZj8qIcuvFu3i/7FkwTzuSoUe5paBHLAVoLhwFUnd1TBNUJD5mgTS8pJ',
    'BsUZu9n1wTlQEEpyAjTYKhLzb8F0TkcsTaio9GMG587+kV8FBkUk8UZM3TbsJ0qlxQe09UHUjPdW23uajdqdQy37+sTIg+dwmjbQL1NFyzmEazsL',
    'ygOOnXaN5JQ8GHJGHQEIepy0euDFQCkb0VDjgLa8i6oHyNDcbqjGZNN7qi6Jao8sUJLDNKTe7syjrwFYeAcwfIkNWlHAcGQ4oLQHNbaokoS0rIXW',
    '9hTTN+it1+TeUwKpIK0fCeKXi0tgRU9mBjp9D7N3Vb1PK0JNaNsOE1FqR3MBmy51JB5JzsQCio8dtON5UM8jNSLTgHZg9ORQp0KzNqK7mFY8cc9a',
    'prdpQ41S7hk6gAnQZbv62D+0tZ/o9SMYkwvr0nbWLwsxq8gnDvuq1qBytHlxVjuHeACBR1CEAWTdlzyVtagXfYQ5woKABqcWaRi7KI8fcXiK5sgQ',
    'pJDRg8UmPdaIzkVHQq8+Re3HEkltUQBdx4g+mxTLC84FlcTMGhtuiHYnu/5mf9ILqddh2iYoz2DyF29baLNeWNw1UWl1v17A8xXVKbjdTpowLSya',
    'G2360KsspZbp3G5kUY1pzedbVz487scd45EG0tYDo22cZTeuX7nLREcSnEk5CauRxSth/w1TaQzWYLLowKqJF6BLp9+hqF832OKirRe9lCBRznRg',
    'aaGurLjmj5SbIaYnjHA03zCUPlqYI2md2fHUA+Egy0xJSJSIFsKJcBzm+IsKA4H1ih438mPHpyRqRLY2CPN9AFqIDejFUT+lySycoC5jpjcW4Mq7',
    'wEVekxwZOW4wDlgyAC8OzvgcDgLChyMskgYjnBWzz/d6kl5iCBku4GJQWyqF+zCX/y8zTRQYCbuoqkhOsG2eFGyvEL6ab7KyOex0l2YPFSRn1Q==',
  ],
};

/** Some 150 KB that look like what agents say, the same every time. */
export function sampleText(): Buffer {
  let seed = 1;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 16) % below;
  };
  const words = ['role', 'content', 'tool_use', 'bash -l', '"\\n"', 'text_delta', '{"id":', 'schlüssel', 'usage'];
  const line = (): string => Array.from({ length: 8 }, () => words[next(9)]).join(' ') + next(1000);
  const lines = Array.from({ length: 40 }, line);
  let text = '';
  while (text.length < 150_000) text += `${lines[next(40)]}\n`;
  return Buffer.from(text);
}

/** One sample, coded. */
export function zstdSample(name: keyof typeof CODED): Buffer {
  return Buffer.from(CODED[name].join(''), 'base64');
}

/** A frame without a length in its header: raw blocks of `blockBytes`, the smallest window that allows them. */
export function zstdRaw(bytes: Uint8Array, blockBytes = 1000): Buffer {
  const blocks: Uint8Array[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38])];
  let at = 0;
  do {
    const piece = bytes.subarray(at, at + blockBytes);
    at += blockBytes;
    const head = Buffer.alloc(3);
    head.writeUIntLE((piece.length << 3) | (at >= bytes.length ? 1 : 0), 0, 3);
    blocks.push(head, piece);
  } while (at < bytes.length);
  return Buffer.concat(blocks);
}

/** A frame whose blocks each repeat one byte 128 KB long: four coded bytes a block. */
export function zstdBomb(blocks: number): Buffer {
  const one = Buffer.from([0x02 | 0x00, 0x00, 0x10, 0x61]);
  const last = Buffer.from([0x03, 0x00, 0x10, 0x61]);
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  return Buffer.concat([head, ...Array.from({ length: blocks - 1 }, () => one), last]);
}

/** A skippable frame. */
export function zstdSkippable(content: Uint8Array): Buffer {
  const head = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
}
