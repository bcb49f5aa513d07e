import { gunzipSync } from 'node:zlib';

/** Zarr directories that zarr-python 3.0.6 wrote: a JSON object of the files in base64, packed with gzip and in base64. */
const packed: Readonly<Record<string, string>> = {
  'default codecs (zstd), float32':
    'H4sIAGRSCGsC/5VX15LjuhH9l32Vy8wU5ap9AHMURUqMb8xZkRKDy/9uSDM7I+3M3ms/oESAzcbB6dPd0L9/zNH5/M/6ctj/+NePbDgUC' +
    'qeWqWxPkadiqeTOSn0o3tZBoXSrPtwqtCJftMf8PvZhm+zXxxgnK7MClcGRmFINn+87DItl+5jg6zJ+9+f98ncfz74eQ70GHtbe7ZSKqX' +
    'TwZPvwJ5Khb8C92JirwOu7L74eo4o78Q03p9Iv2J5sUrkd3m3mRBJr+Hz54v9xXvca+dbjrNDvNcaxFvI0KcVvODl29QU7xy6/9dlRZew' +
    '5D5/ZH/e1qUR6s0kItgxw5ys3b/xhcdeiD/7ufu8x8+02qZQv5863X7nIhm99fsZkX/xpXzTz2Xeb9RB46/aPXHvUMeUeXEO/1C32XDT0' +
    'leprPNHX70X0d26qUBLRwF+3qfz/aQLGGI0eGJThTzgDfHVLOvsI44yGrj1BrHPYrabYg996q2sywe/Fb/3/ad+vsXzkxZ9i+Y713ebb8' +
    'z0NY0tif+GnUHjhatTO5W98DH98L6J/OOt362z6P8RTe86XD/tf6w/7X3mk0oGvTj4ewphg5UM/vPF2lm59i/dwSG0TQK2H4kPz5UMb95' +
    'yWKCyWhndb6hZKbv6U7/ukW2EJp2i59fPnj3/8QJFviuIcSeLbB78Czn8QSf0i3dhZd8DpO+A7mNInPoMdduMt8K3ZqJRfwA8wGc4+nsK' +
    'Cey8qHwXiuWhNoZfCA4jTp1DVOsapLoLrSfcmxpdC/RBvCQtBnyd4WSbfiGfNvYgefREOX3y886239fz+K6O/4e7bzF21MQxAKLXXcHpu' +
    'Dk9Fo4NB6UTYCKxPod+D1oXHkHAnyNN7A3kukOoc+mx5P19MKA/+9En5ThiQh/HiE2EZy+5jP9iEhvd3kCe7DYjn4vCyxxNGlXo0vJfm9' +
    'XcY7zbuFZ69jKtHrC6Rb6P3ZP2wkT/EfPnL/ffHOZWs50JwL0DXsGv3qQ+bstTeHnu8FpYKNlU89IY7P8Nr8qt1JLl1RKyx+JEEd37W7T' +
    'e4njX7tfkT77j3xzLZq/mvAvjgeXpwBbW6akJ39dkAOnGCcaPeuYQNy4ZJK+7vNvD3mrwlMbw4vMXFt46rR+IlCIrgCArTTtOdG+IBACy' +
    'UB4ouC+Ni6GdFGjS2bCtbhZtoMDzdzueFMaOEVvF8jRXLW8o4dZKSFQ2Hn5LlNgUbw6hvhqBvzN7WB42hG2yT9ews38xthi3n9pQydkwW' +
    'PsncxkEQAN8FPmC34lgFmOHsGWD9fIKHPcMLHA5oiiiwU6HijYEgzAa5XjeVpyPY6rjs+rBqJpuZb4bLylxDh5MpnDaAFifNa2dMMJGBV' +
    '1ZWphj7TOH9m+kFx+XcKNmKHAtBYLmDFgEajSQ2YA8D+wEDfWUpQ2UANFOdMMvFhQAsWIo2ABv4IdJqKRatSZIW5fmijISubJft1j7FLO' +
    'KfR36oJteppYu4tWSdjN3iwgLTLxxgRqZPs/6Q90uVWnRMN+WzV8ZH2+JQVowPq2RyMnZpHojmypN+u4+nrYgoZNEvzQolDG+USkduunh' +
    'hYzflug4RodpflFgyRp1JQLGxNevIiBYzU9l47EneW6Bm0zCVmg82d9udztvTwoCtYAuK4jDT5mjMNbK40Mzc6WDZxGXDSMPQZ8Z4TlY7' +
    'bXmZ6zMmx7m87thRw2eV7MsyYKizF6aee1EPXZ6GSNgaPkuIHm8HZskGKyoOqGjhUF2FdKuFh0+RQdfLsOlREPx8ovsl6r4jg7Wy0bjec' +
    'mlnHOiW6nQ+Dfw5t9cX0fE3+q4UXcypN+KWJXdBw7vuUVOXpw11VRQtTBxVQpoiHqwmz0dTXMoTwpISjVTBblCrMRsdAal3u0mrhnyUxC' +
    'VvESzJHZBCjifIRzagzFrPgHobTM71r5V6PiK26O96n1/6VZZzTdxGer9WxBXnJos2WZepMRPuPLsDijHX1tlvRJ+7+hPuRrqYa6WvpT4' +
    'X+pMlFIrAcQHisAHShJyVx9PAmX3HsLwQEFuVHBdLnY1kWiqVTQ/lIONrErAnM+bnaMcpG0qyFbPvE5hHcw6CySDqIMc1XJI9dclHPFdb' +
    'wie12KuSc0cBRmAbvApC14kAzrpYfDxhrrs/O6dEldZINGvH1Cn2heNSF45cLqqDSFSySLiD3FhdtW1GSV5cSnYrAGUANQA3UPqW6ju8P' +
    'zd+Ie1B6Du+Py/cmXYH0h11GwvXkJ1pD+ieFFCkVOxxyDR3n7AdyRWDyulHkris60xjRJfUatUdNL2weJVeCQdqqSpEk8TopiJxh6nZfI' +
    'Tl9qQBl1Q0pPZ3k24TwoAO0pzt3Bt1aZiO9SIRWZsxuWpH0zveVGvPNAoj9ks9IpqDPiWFAZTGXFumN4Y50ayo4xwkU4/innQYKiBcZOO' +
    '0HG1Hny8VQyE3dUFhBHqIeAKgns53pGZswxhbd+HCW06MkpPbTdsDT87ifCrb9sLRGVNbWDp5m7VyGzYFMpsEOzyH5kX1Liwygg7rx3FI' +
    'FzGDjCtfdZPWJRS74M5uf+q12ZgluWZwxWk1v59QROL4U9CKcj943aCf1lEtD9z+wIJlpGeF0i8oIFPApYE0u1N+YGsvPZ4NIQUgDc/6U' +
    'ccwMbp2B/SI1dfrbWem+A5tFjSnGxlad7uapktCrppiGmnbTy8rZbiiWwlm0NKW8jMnL4/VuMkKsINJoyhbkqWNxTW/WgESxpZqUIMQzx' +
    'tc9g+7gBnROPYCwo85k7lac6QnbmBQxGRSUaH6t0YUm7Q3RHoqN5vDGvcGucuV/HIu3GBhkaH98a1dBzK9xWOZyi0a3VnpghM+Wgj2e4d' +
    'zUBawFgcAm1gDABFqACCteDif73NSgDY8y8L5YFkAdLBBAYsv3Yuwe3L5EinLYYFRwIeSu/coCz5qggLd3Ocsep8XDZxbnH3CgfHh5reu' +
    'EqPQXBX5cRpU5sJmPDCGGRgcWruLAVfW8KYurbQ000yzCIFTjVNz2PJJZs88qs61eMzIYUCvB3aG16GEHHiJyLkghyVGAfJAhrtbSuwqP' +
    'Niki+s531VROAWL3jSKnz+fIGGvZHFAhJBsz7oS2w0+ndH1GWm7yQJ4to7IBQ2x+Do5ToRpBG3dA3K099dEWS8FEUIAe9PLuChAaYpSIa' +
    '0F7GCWA3BFVyClywYmv/FZ+LHfq1MIt5dUSWC7IprPCGz3SNyII2Xiy6neNCO+8+VAXiEl3smLnKNqTTaTK3/Q97rrUFMD7z5kMcrXpKH' +
    'Oe0m1VuNcHC7DsoY3ViCYrMVTCXe+pJzOjCBuYJp1T1Cw34OjWXeZnCzCK6AyALwwgNRg73p5zB9S2ZSspd7lwxV3+bB3HYARsnhf44P7' +
    'GsOPd10oVnEB+dyIgCMRY1IdNNpPBYDlREUo8nBic5ZJhPufpP/8F2Lfe7Q5EgAA',
  'sharded, default codecs, uint16':
    'H4sIAGRSCGsC/+VXWXPiTBL8L/O6G2txeWAj5iEloQsEbmwO8YaE3RzisGXogY3971slLmHkGc8XsbEPK0LRkrq7ujozq6r517f96O3tH' +
    '7Nktfz2z2/PaiVdw5uMnc5u1PcKY7u3d2crefgO6S5q78NH9951kkb6zvdyGEfL1joslqftKaa+US64U3XpXxQKodNZR8XWJDza65/s8Z' +
    '21ld7eJugXYh7nTqvTJjJjU3tWeTjwaS09NKa47ruxld7TcGEd/Da8+yvfMmPGTqyOY/aRbc3oObmxn+63txkNRLpXsrsJi4WYcNq58oO' +
    'fhl678d3Qv+faXFQmYb+b2nz+dN1OJbIPY6KSPgmK3VtsDvgVwkWspfixXeZs0ImjqXuz75fHWyyeVa7NCydL+dm62vNAP45pqaDfij/F' +
    'ul9Zj40Ua7Jb2Yb9njYcuNNbPrXr+Zb2EZvp0La0YNCKx86faYI41kapD676zM+gWNtGi86aeNaGvc6OfN0PF7Vd2Ke5/dom2tF8K9f+Z' +
    '+vecpnGxWdcHn09jsndX+b2H8uFX9iRrlnf+LNu8hsb6tN+S/tkr3nf9fEX+Gxk4+U8/vQ9HX+KI+8+GHi7QXFInBQmqX5M/7CXRWsbLu' +
    'm243lAWh9aqeYnqTY4pu1KIbTVcWxlO7R7L5l4X0aLWiEy3MaL+PHj29+/aXc5SXE/sq3DhBPh5hnIygl0/0mww+Ojw+zMZFC6kD3ux5u' +
    'xWS8eBUcCm1Cwvr8MS956aGQTazbgvHhY6iUBBciZXN7wYrim7zta45h8s8nFm40cSlSF2q3fh1u7EooZXImife47kXgg55gwzn6Pir3K' +
    'oNjbUKDMR/3K8rpYXJIaAb4IBr2ESDutw8G1GS7i5XhABceOt+H0Y2FpxRSkvL9tNE0DdXtKsi9ixeI4Ejpch/bPl/HCSsaH9dQR/1lY7' +
    'MRBKZsYrjDKYNxakbjSPQyK8Yb8LQ/7IhuUv/c3g0tUnEyi/IDdfQxQf/ch+ZgiGxTj6/F5e/pVccnsceFV0oKel+x+q6fs2B7hE0/S/R' +
    'teMhp0NE5Ovw1252Py/o2/y/V+bIu8xPgVLi7F3+4Vh32V0cXNmrOR3ZuNSq1CmCaL4SR0WvEX9vMrnqhodOJnq/b/w9eitQv2/i7YuX8' +
    'FpySkInfm0vDicCEuPjpXBeGUX28PqqWjz8v1JFp6L6dizX3HOKNDW20+7NUuh5WFtYsWVuWUk6MS5ZuFteQx1G6iQ8GhQ+6Bw4FY19Ii' +
    'Ed1p/KMS0Wh2t3ePUFLUQZcDlGEJtKB34QjE0FdwFRKY6fscRgJf4hWmi7bUDZgRBHQPlousLerTUZd4UrqDehU9pb+w4YHQF7DT92fYX' +
    'YTQ57AVxtCrcOp4lobJC2ZteQo/YSboCGgwq3iUegP1Op6EPoS1Qgd6G5ZEIPUOLIWh0pewyhhJvQgnurIVCP0NThcvSt/AmWMCow4nwU' +
    'QZT/AEXqThwnOxhNGEF2AljAk8iTUMhWb9yhaBNYOxgi/wzvg8CN2CWUZHUVsvoy10oB7hif0lfPpSn8JKMAS1dnJlqyf1MWyBEftO+Iy' +
    'VfgdHQgpqXYlI6fdw65iyv4RPDCOC18VSUtvoXtnK4NGDDQSgPdsB47JnEjMY7OBoeBG0Z9dnLAS86z1m8HiAt8JCGjEaYFze0Shjofi9' +
    'io0gYTQjvCvTQFPDVpoN+AkyV+X81BY5j+TL6TLn58eerN/Oz/RnTI0hbvtfVc76blXPWT9sOTUnEx6FD+HRBu5QD1h2LVhdlvIIVsTwr' +
    'mFH6Ak9gu2z7F7huCRlvcRwE7w2XHEFayT1Clyw7BxyB7Eyugw9wTtDo46ZMvrwNJbdHA1F+jJ+MtwEL9As50qaQojkHpBkDJ1tU9uCWz' +
    '5TOBcscZ8l88y2qX1F41qGJzrfJMsd2CjjO5orak2H434DotdX2CmzBV9DEWaAVsTtHO2LDB2yVaZw7yuW+goRaL8c3mA5R5gJ2t/hsnr' +
    'Mm6iv3h/vaq7JNJpyJo0exz3t/xVNn2g0dmjOoQT50TqLo0s86nicFpp3mvR1TUdb/xuHC8XlgOW6lkbI4fEqDI3lqY5y0Huc7+r6lb9N' +
    'SSCYNlp1FGBKtLooKXOGdhlVAeODv8iT40VjuGiftJAj1+pZrobK67+Y0nGWa/P80XjLW3+E+u36D268sao/ztIu3GR+ylAhLI2lG8Kec' +
    '1a+hy05C32HU+WsVIazIrlS6waYCoLX7XIWCpimrC3KUERdxNT10PCZAg0NF4kwCkzhWjCVgqik1gdRYnbQrGIvzUe0gitbYSqbhGzqNZ' +
    'Y0yaLDkp5LDo8V+9FPs7MwRixpksmGJf2mjD3TnbVFftC3Lr0YJZb0DmaTJb2HSfVOsB/Uukx5lyVdEeaKJX0vzHc81PMzWS615t2Xr31' +
    'eJsun9utGazu4czND98dMNpUcHXOO9i5TQ/Ct0JjjTVCWIYjWiqMloGjn9ypHhQU/wE6abYYoa4sqcwctHwXBfYrhm6Lto6LMN7SrKAtz' +
    'gweSu6T3B9qOYIl2udTQIaN+nTEadLKQRpFl8pNPGH4XP5X5xLIgO/GvMkZZEla8jgKlyIhDxobu8plD8mJXGeMSZfkFKBORX4e9mlugl' +
    'jInIzx83apWGhS6pz/3EcfuVfTWyH3CDs/KMIh1TvpeWkiE0eYoXMFYU6KDtOFfzfESpn3LUL+CI6NMNZsi1K9jz1TmzgEXqmdOqFT/13' +
    'we2qTRnFBLhSFvziGp+kzhTnBkCZbICK2EJbI6zclE1/L8RGeo0+WpnH46+pyLv8jp/wOY/yC6np/N8C5DR+EjHVSvE2XcM5RUrzyuJ5T' +
    'cmunWhRnmwnSoNWs6N+Nemq946KImTI1bXfJJ83rOkuYEnLyU2UerTBmJkhQtQOqOxKkeUkKEbe54ri74lO7DUXxQFVSKMwktA+PTRa1R' +
    'Xv+FBjrjnB//SrT8wVVY7cNSdImAwm0E+C5D0WEoqB3zWe27pL8m7QTflbnPhZzHCHPLfVWGmnZspFDTnx2Fp18qMxcS8+5/fG0TZXUyM' +
    'N0ok3ZDvD+yHKjYUXUt88F0ylW8wYe7PJUd/m9sOR3THxz9rLJMDs0Nzv+2Kv7g6j783Ncl5dB//wdueyc7NRoAAA==',
  'gzip, big endian, v2 keys':
    'H4sIAGRSCGsC/5VX2ZaiShb9l3q1V8ko0GvdBwaZFBBQpjcGmQNQEhB69b83mmalWZq3+j7EyhRO7LNjnzjEjv/8mPzz+Wfe1tWPf/84D' +
    'nUisXIaicbo2zIcCdYk5XXy/pxOJEC9eaa0ksR2c/t9HZVXhpXaBAiWaRmdKSwGS9nw+R7AcCAaTYioaXDHsz/wruMR6zbkzrXh8honZW' +
    'S2pR9ib3g85jnKnIsJ2Iz++u4J6zayAPDvvFl59YXbQ0wklsM9ZgoFPp//b5/wb+u1Ot/Rb2udcbsAgctZp1FKfuPJMtQTd5YhXmICPA3' +
    'sww3z+G1eAw+F95gQZVIXOTxr864fHIASuul3xb3WzDHKMJOe1h2bz1och5eYnzWpku/yQkeHuceog2ur5bda23gTsTetZ1y8D2wL8hwp' +
    'e64n9HU+D/2uTeYJPOQ6ahmJ/2xPzDWG/BsHafiOp4tQfQiMZq4z5FnGOHOdPECNgT3PtakuHOf5/Ev87/I+1/LWF9/V8s71HvNyfQ9DM' +
    'TH4b3ASiVt3Sn5o/4AxfPueh75Z66vnTPR/1HPz2C+/4j+e3+I/+kheuY48Oog31wROb/uHU97XAtQ+qOYhlIU773WPv+359LY3rj0t4H' +
    'AgDPdYvPcEK37o9yoEFByy0ibW//rrx79+QEv4J/wTmj+IItZKtGCYrNDSS8oRd0NDuzRDkx4ldzGZElvppCaqKfdy5ULihnYmh1SJsSp' +
    'NwKq+gLGN458NoaCQFOqKN/UUBbyAabEDSLcGMTnwOiU0W5pe0zT9Kzn0nBxRatdPgS9sa0/OaUWGU7FVzbRwk+O45faSz3Ns66n5tvW0' +
    'hMsykm7z8ELQwcjlosKcGo9D9m/0drtT+EsuaBJNi9uI2w00rdP0LTH0E3mReCe5bFqdBL/2FmkOFH3I7bVNr0BS2uvNMIyCpo9nIXKnQ' +
    'AjcfZHgTJmvW5lPN6SqpamieJekU/ghbZiBI4QQu6CsjBln7oD5DieQ3i6VzTzBaCMglWSY5Z2luBOCfsK/E7qgijaSnMskPKZFFWKPSN' +
    'DUYFtXW2iTlaButodkMm2QnIyjNGb8STdLmzUC2o22rLuAIxJFO0SeqgpwTGO2AmTvC96IVbDdgLV58dvNpvfZjPLffLy7QALmK/i4OhE' +
    'ex8eHQO2G08XufCT3o0UCVWIsahkRpqBvopGCc3xc29RZi3j0lO57DQ1SxLvkWgdF1JkgWCI2iDI4o1UrURyOqf2uUCgCxUiNCIIp742K' +
    'IAU7XtCI0aBh8lidF9tiQpTef2NoYxQqEl176Xp/yFbc4SJlQRkumKIZA2wvzYofcKmBpEkIB1MHbVOpy3NP7EFEoH1ExfmSTvQWdfpxn' +
    'R3Xh8WQmPJhJdApAa8dwa7LjVXII7Ra9+QAMV1Ck0rRGYW1czhJOVT88QS9sfGhJK23tDiBOAqdLVXJk6VlRqNpHK8s/Wrau+RGKWNfWJ' +
    'x5bLIIue0WCJaraGfBwp4HQ2GLzQU34mWejthJps49lvS9rB/fGlRdCltqokypSo0v/QK9atYBVcyxXdNMxmPHSETCN/tguPa5LAxp6Au' +
    '1gBr3ZIRh04FSApcwLOAmTEtp8iTbqpsduWsChcDRc7RLoEA1g27RbBg5G1bXorvKCrfKC86lBXTegFBtWrIGgZU5Xt8BWhXCEfAU6UeK' +
    'UGn91hmSU+VmuNeeVmm19ff9SW1gXDWkZYtVJ6I8DNjbRUUm/zDTds6utSDZ1KSOx7YP9mdqxKjjVg17wi46NQxa6RyGi7BDd70aTJ3U+' +
    '7m3IBdLW6cacYmRHeqgE9Uw6tzbvwv1op0kbWgZmjEFzIsLZkyXcDictrKuJ6gcb7aFNlZIinN1TUGV7AVbvNopHb6sBszU5k2zxyuYWg' +
    'I6lcnOT6hEb7JmryrBtmho7y2EjdKSwErzkeVeOgAaVZkjptjSGAAhR1dQs1E7/7Ty24lF1fXSDU+bGgV1HAJfgeOp4iBxFVbijleI6Mi' +
    'naHdahp3GQ+hkLjtTnfsJn9KjiCsigQ/LqOXP+6ev6dOiKVRUdJxW5rBht1ueqbR9A/hazwxX6ODM3TJYckwmVPROuRXowBlZFIyQebS5' +
    'i4mtUM0+E6K8skQiYYyeCnDps09fGOrJF/j3w+bDLHC/DmH848BW9vr1sIvuh931IEsd9NMo+DYOKXv3bhTk3BdnIwpT8+FVFl9N+qeZD' +
    'IFVRfYlnc3fR76rqek8UFaRMxt9oeyD7DdDD9R6NmhnB1Vr927ovhh2Tv9iIFT2i3nC/nCIf/A+e04ZezaeB8jVYIVXc/Nhjh8NO6L8E+' +
    '6VWs7Gbpy168PsZu66D2Me6/WVy90EeE0gXOII8G30rtXwwW/mU7roo5l8NO0PRhjI+O2C9OWyM5uQGdtDrSuH+6XoN9MPrM4TyvTGnZX' +
    'nuoafxlf8pVn797mjle/Qj6bxz9pcdRUsxLOH63rhFzkf99/zJRC9c6qaNKzk+MMIX98p402DuW5U4VnU50UA8GMIePyu0XxxmesC+Ooa' +
    'M//twnczN18g3/V29Ia6d+0rK6Jhw5L1sT3KeYOHMAAT4sRL03Qt0Arp0Pn6swuvAE9tj6i6WzI5JGx1l2DmnaK7yTxhdgrDIvniO15Od' +
    'seAtV1zx1m1m3Ns6I60KApr7FIJGnbZsTpmFmlj5YyLBRW3IT00VwaFoPeHurZaTh6Unh5ZTqqVTaLPz9Q5IaA0bv3bBwt+lRy7xOwGM1' +
    'u9zSVJkTiaH9kgd4VI91JGbC8VU9dbxU2GzZwgWQKSUyUlLNjjrlaMYZrxxZV92IXvEv33f+ne6pH5DwAA',
  'transposed, blosc with bit shuffle and crc32c':
    'H4sIAGVSCGsC/5VWWZeqyg7+L/3aZ50GnO9a56EYBVtssGV6E1BAwVlR77r//SaFKGq79z64GFKVSiVfkq/879t5vNn8PdsuF2//eZvky' +
    '0gVtDjsmqexrbGhYp3V2TIqxkmkZp2dN1SbanfbozLeCy8NFvrK5+rJICFJX6izapLf5jOW9bvmKuD02L/Ys0t7eFdt0Vvbuzabop6atJ' +
    'NPUtGl9uS65/RhL94XEnI/92SL3omfyYXfgta8862iE3bT/KJzDhR5Bt/bJ/s0Xms/dgwaK9jd+xybAk4nNXrwU+A7T74LfOtHm1kj9u0' +
    'RtTl5ua/ZCJRCJ6jxscuNnrEp8GP9LGUofmgXc+aYaZCoT3FPh89YTPIfbd5ysohe7ctMHP6io+euracvsbYbq1CgWIPdxsG3LcZz1OQ5' +
    'n8z9epl5xCbxFJlxHT0Nu/+uJiDHzJj6oOav/HS5ziHIzBXkmfEs8wS+nr2sc/JtWGt39sEJ1ss/2n+173MuaV+8yuXF14vOj/FV7v6wz' +
    'v7CTqSK0r4/G21/YyN/OS8zL2L9aZwP/yCfvWq/XPXLcapf9pHWdB3t5HAe5ISNaf2I/SKWTD/4C7iVdO5CrXsyrfmY1gb2tNJgfSW/6D' +
    'YOnmJNK/2+CLIOGwhqb2r888/bX2/Mxw+keB4rcrGgTLh4BbJRgt7/NtDh8OIwOhM7tVuyQzvdh2LZQNps3AUyYTvgQDq/J9obIQSZtQj' +
    'tYwwNXO6Hhbn3snQROkDWSnrwkwdSzvQlNNnGqelL99KUd6QrGndFoAt3DVD/TSJKvzeek049uzHzOWySAAu0JLgq6c4924shBubWaBqs' +
    'aWRjO2SDrGimu/hp0Vu5S+PrnMrDoLBdFMqFvBLAYevLHc61jyzdTyTXooBEz+6a9A6jG8ZhV4uhgHK/9kBaWFiZt/Jq1glyeTnkHkgcC' +
    'MHDA+ARY6yHR2IRpcfmu2s2x1g+NMPtEKliU8E2mSC5n6qHxm+xRZ3UB2Jz7eLQhsZhQuWY3g6xP9/fVzpn99/vTw+LgEubRc4ecMn024' +
    'GTHZu6oD7Obz3HS31KAg+EtsDa9zL/0nMuHIYBF7Ne5m2fDvVM2/qcvrn5Qa75ml5ycT0kX9SOW9Nm/bM2K7Gj68qDCuKH2lq5Czzg6AH' +
    'VKut2ksmnIO1kfk3bucUfivOlv+BPhZlWeQOJz3XmJW+csSdcO0SdyqFknYpa34XCgimILPhgPrgPBmiMRNKcuAQuAR8kzuHBG/g4oPzO' +
    'qD1CRjgkE7IkQkR6+BYJ0QiZE8HAzz4hOb5hPicSIVscV3Cej1AvwvkuIQERI6ISUIHdQG4TEfcDmc/JFyGsQfg+PyLkWwS1NpEGhNRxz' +
    'eCi+4VvOWm+b0tOLkJhfwhlalxDSVFWIwY8EY7gkkKKC95un3xJBo8+FBcNF8KUcQi2Li6DfKIrPITIw/golzBUnP/mDZUMDAg9RefmBR' +
    'z0CjAsGnYBD/UtONQU9+o6U2Yhq7o+L3TDQRrovXk4V2bhKBiGkuvUu5okT+Rv7csXdOI4y+N3tlfFZKd6JtO0asZ2aI/FARuz83h0+ub' +
    'y1Eg7bd3SDjPJSqaNPBhY3vlztFrEYsOfaBbYbPoqw4eTmTX068eupyoTtLkaruBb6tiLyci0tY+FDDbXbboflaXGJumhzVPj4LbdFqlk' +
    'hCkz8hyWGFvBsqOPl5O5VRuam0x+z1rRh9PNbMvpfW0UvpNtQjDtCGY2IAuLbaYtcxWvv0jo9Q5niV3HTXMcNoZHrz6MDwuwsd2NAre5c' +
    'Rfvwd4R9PU2BJszy64l1jZbd1d9uZFuvgy0WcvJH18TbzyaVcNiX2dLNE1/ueOdxd6l6Fm7euqrNKxvG1yQUdZoGMNsIi2tlJu3APXVhP' +
    'HVLMsZyEhPpmEhNLmzdna6DFC9b73lIDrYJ2211QGa6cjtcuMdBzb8Bg0r0rgmy1HYzvNerTdpJCyzbG5OA4vCGGrK/lRP0nz3DlAdlmz' +
    'XakrRXVgvs9Udf2/7HFn4GydZT6W6Nzye9ztwXdQjr9nitAnDTJrJoXNuUFnl1sf3obfbfeWr4HNKXGWy7ySDdXuWYkba65lcj4b9deDP' +
    'MJT2mMoc80GGaevbbK19sU56YMNQ9qF/lo0/z1Z4no2a+TUs9gXDeTda0Okyg7Y3MgDQQQ6SOoQRGwYluogvaABXoxLQhyAU3CHISA9w0' +
    '95+egsV5/jZu2aIFdd+YiyLlK4BkSAt5rDj56hCTvA2oIAj4FDwQ+RV5DVgbWQmlfA8rl/SeZ5f0jHRVIHPLleqT9dRBaFfsE8X3RDQIJ' +
    'lhlNoWbbdQTnBKC3CeEmtE5ylYlC432GIqWhE8lNeo/0llGtuSyui6UKdeoX6PzlP7ObWHU8IR5T3q9/PrfoWM60WbIrZyJkfjLqyf0I1' +
    'vid9RiPOtIZmSIfEST3DYvKIMKac/qIA2aRtQFDBCTMRfMklRkzzBL1xvUM2YfEoo42hhkW6rEhXW6RHNUwSWBbQPNwUR4hDgpKEwk69V' +
    'DbJ9C+MXbNNDiAT2ilYf60U4U9koZTFE+UDnGUpRKFPIP/EpDvCzhvMDKmsoc1SmlEbRp5vomH2RwtahMm4iLvCzlRdHHchT/GqWhUqPU' +
    'jhMz/lKrhYd+2N2kuianRPNjsQUWCOmPOSp7IEiX5grA9+XXGCvmsUMKTkDs2hcsDWqHQTZMvEJGsa9Jh0jEjYiDR7ChtOdP5JrD0Wi3D' +
    'phsf3v/4qroKQlEwAA',
  'transposed (1, 2, 0), uncompressed':
    'H4sIAGVSCGsC/+1bW3Oiyhb+L3nedYJGZ7anah66ERAdzNaMCLxxScAI6iQao7vOfz+g0l8bjbTWpvKw7SprjE2vXtdvrV7N/H2zdl9e/' +
    'vP8Op3c/PfmcTkNdbkdBa3+yh22K4FmrvXnabj9nYR60pg7D/o3vfXa2fydfSZO7E+6M69aG92PyMiQaxV9tMR8Uql4rf7Mr3Yjb0dvmN' +
    'PLPjytzae9sIeVOHtOH/05+km4Zzf01JpjGele1JNHZH/ugNbmM/ISdcu33P62xxv3TNCKl7tn1r6mPqffXw/ob+Q1F67V28ia0l141Uq' +
    'c6mmlhx/4lGnjgHeZfj9KM6lH3nCwofn46b79uq9tn/HvaGRXB4e62eqv4iWxtNFfRjezmdWP/ZF+IPfTw6EuHpdHacImk/CzfaVHi+6e' +
    '6S7tYTf+VNfD+iyQN7pO6dbfvKEpOZY+OrSntL9elT7qZuRoqmRb3ThonecTqY0ld8ODvvyMT7vaePOT/iy1s+SY/VXK69pJGitvmK4dN' +
    'hb+Kl2vHqX/2b6HttzExWe23PG6e+aofNzHeKhVTtAJ9aayMJ4HrwU0lp/Oq9Insh77nQYC9uzw8cKez3/fPJ/HUfubbbVXVtVJbVKJNv' +
    '7TNLayJN03b5J+tHhsp77uqBufjza+kcW0Vq942nL3bP3N0cwnLt4nftKo+LLeeer9+HHzx410ewQU166mbhfkBm8yRdZzpRu/ehnDwY7' +
    'hjJnIuoOxneT9zbZ61a6s54xP02B4sapBCrgZqDCA4EFr5QyDVAB1BUdtP3vVeuKmv/vJ1hn3gHrjvFEKBPMnvxpF/hHn6cp7Ti/tOU4z' +
    'ZHNWb/v7U/ZvS/rA9zx+NBuxlxrA0eKFs+KTAwcaSWqURE0TQQ+OnhktcWbOnblK9bRLIDxAtteORaNMPu9O3+jv50o/5hipHt5frTsn8' +
    'lrmZr80CS13c6me+rF9x4PD3h4csG0D3Nca633wL9R19kwGFBnIHgJCU/kYcKuPQWrwf3NB8ZTrPgdqHlS4pGFPYilLihzdDLwWThJPAi' +
    'tN6Fr85o0+JO4MPIf1sTtUF1sbvc/SxP+ayn64f/ZvDr6pDoJWe2ZPTGmXiL/v+Bs9JurKjxuJd9ee29skud7ZYZHZgY+FLJhta7zjub0' +
    'OtEaq/yB7hgNac7UF2XkgT6RtcPq30m31VkpDk+zGcLz70qFhb/e1p/V335qhI+2+GjTI50OtnS8PnTGbn+XzS7WezxNbYvQT0J/l9ImV' +
    'z+v0OZ/XtYDNu6Af5fO2ZjL67oDRfwX9NvgfMPoz0K8w+nZOXwN/hPEnh16+XgF/Nc3J58GfTBds/XVcx3X8C8cPHmYrgFnAkEGngLF3t' +
    'lBVGIzFgLGYwZinsEdHgDEHMDlgMDZnMCQDxhhMK/Q3YKzCiBqAySnogz+Z7U8JYDIGTII/n80r7atHXMd1XEd5MCvtVbPcaACGUO2Zg1' +
    'MwRclAYTBoAUbfWbXXZ+vpA4NpNWZEu5hvoxrusvmhxL7+yappBfRNpAkf8ypbxPhTwF/IVdt9rO8z/sFfaEM+Heu7TD/sNEBQbSONFNI' +
    '/R/4C+3CnDWYfGfIbnH3UBuwzZvI9YH+Wpggnfwfy9yE/TiMR9q/DPuNTp6HUf5BGbewP/mzI/w305+xHE6eNy+yPNP+A+Vx+Gl4iP1Ea' +
    'sA/84zGfn+K0BfkJdVBGUJy2JMZfH/tHJ0+DRf45ZadVmfSYfkG/x+jLPH1h/w8VlEkm9BscnjbPsX8Bf9ol8hfxt3caPs2fTCe9fZjlq' +
    'lnyC25ogs13to2Nbf5CmAZMTRbCaIT1KsREtRlCzC7UDDO6qGYpE8PBehNqfocbolqOoQaHqdFCU2QENTql5rQeM7MMM99D/pCZmQImdM' +
    'BETVMh/+AUTKT2AUwmmMdpwgL9I6cNGfYx6BP466IpJGofGaeNUoYB+xO1gjQI/4sxH8E/pVNNHwr7GLCPzYWhC/040A+FfjA/wf6sDED' +
    '8KOCvpkUn48fm/JM1pUoZFPbXYX8b9idc09DFaVHFaRT4MUV8Vhh9G/4fQ38oM5h/ypB/yZqCNHQHgvx1cBou4q+mzcuvZit71ewD0HyA' +
    'MJ0jm18Es8jWQ6wPEebIpoOxoBsXp4ELwozAzRSYscfM2OR7z2e4GWDIhJs+Yv0FaUahQ8hfgX2QrS+DWaSpEPz1IZ90PswsVTR17PGpp' +
    'tNZYfYL9HFasNGbH5+fZinso8M+NQ2nAWd8QZph8UPgnwb4sy+B2aP+c7zpJg4zRdU2JRx9F/ahzD5cGXSB/DLkv+fwA/KH7lgwPnVefo' +
    'o0h/ifQP7ZyTLtaNOxyD9J1hTdg1lUszLcXAMZgjDk3TyAmtDbdODGs5OHHo3L9tr88FBuAAZtdgWWutmRQ5nOxGyi2tBwBXY0TGSYYcn' +
    '1fksZwmY+Q/4O5O9B/tBFNfIK+VSEAdxghjB6R7UhMTcHTHP8eeNTYUII1/smpVazCuSvcWnaRRhcYn/Yx4D8NuQn3vjwUEqYfWQeBnAF' +
    'yuwjwz4K+COUAsYGTP9T6B9pSlPKVKqMNChD/qWGpgl3BTyGfgPoH4fmt8NDOYV97ukLk/8vcsvwA2kSZQonv6II2oeQ1ckrdI2zT9Msu' +
    '5qt7L1pwKmpGDrmomFUE4YxGnrihyJfOIxl8abAT/H919c3Ca7jOq5DEGb53mxvINzHaQrDjCKeLfqiMK/Te9H9cWi/juu4juv4Apjdf9' +
    'PAEoVZvjdUBHOaMMyhd1MM8yPxalr0ha0mf5N9enC9v8KMUIb8srj8OndFULS/owjvH4vv74jvLwn7X/TP25+QMuQXv2Kl4vLLXNOtcP9' +
    'IeP8y/L+mmf+8/UkZ8st44bTY/34X778Hs3xv1hHdhn99v1DMQFjNrnDvCb3FYjPHX5rTdGEzk9AVh9nfovIvheVvit9kG1xv7SuGJm5/' +
    'rrdcpNTwjKbZi/j+78L7e4OvVCrXWy4a9+Ly62fcfQjLr5zx33+43u+XVbP7bxqUAbNLYZhtkjOyeRlhRspws+kZ1ZxwmumIyy8Os5SUA' +
    'TM1YZg5K8ymJaTZsJQ0UwbM3ovfjYjDTFM8zXfKkL8pbv8z/pdlqNWF/a8lfsU4Pqua5d80oOe4+VwcZuribiZ+BTUQNnPza3uzYTny28' +
    'LyU3GYM4QPbeT2i68A9TLsb4jrXxIOc0V0f/mMu5FyRkdc/u/i+q+Lyy8Kczptid8NfdVpNoXZ//0fQ0adboVJAAA=',
  '64-bit labels':
    'H4sIAGVSCGsC/5VWWZOqQNL9L/fViREQUCfiPmSxyaqIyvLGoiUCoiIifPH99ym1F+2+PXemI6rbxqzMkyczT/J/v7rwdPrnrir3v/71a' +
    '92UWBW0bTKZt6Gr0Ymy6tRdiR/PAavF+Bw4Kq9OKv3+/+3sgzzeW4eIYdNpCqkpsLSaNp/fFzQdTeaHmLG20Zs/993f7Tz7uh+t9l06v9' +
    'mp6Sg14Mn27k9mA88ksVAkpPD63Tdf95NGhfzALWj8C7Ynm2SSN282XazIO/K5+ub/nu+qDj37nivxW0cMnROeWhV/wSmg8TfsAhr+0Wf' +
    'BbSN3efe5/jHunIuVh008QFufWX7n5sEfHRU5defv5vdWM2+ex6n6Le+N852LdfNHn5812eOf4lJrD73ZWI3vWvmPXLvcIRHuXBO/3CVy' +
    'V1Tgqen3elKv92XqKzdpoMiU71l5MvnfeoLUmArvGNTmJ5w+M77ExfxA6kwFq3lLsHZBMW4jl9x1x3XckvvyH/3/FPd7Le9z8VMt37C+2' +
    'fwxv6djOiz9H/xgVZRqc7es/uKj+fF7mfoh1z89R8l/UU/9eV4+7N+f3+3f50jjfU9rPSYgNaG39/4RzUcuhXWJ9uQoeeaTXg/ke89v77' +
    '1xm2mFoyOlebPlLoGy2jzN+z4uxnQsqPrG/v371z9+Uf0/iGIXKvLjwnvBxQ8iuXfSzYV9A5y8Ab6B2XqDz2KHLkdZO/ut2NounBAxocc' +
    'EQJ69Cu2nIMTFap+41y0Z4Pd4t8asgyLfJx4RayW/ROkXUS6skgzZyRtYpf82lC+iK9ovTWAJLwPA/qUQ77hPgZdvApfbRcxtSOJbg74L' +
    '3LPoZoEbbEkO1OegaeQOV4RuQsfFY5he8r83/arx7/mN2/dl8PD9aJQ38UoJD1UkjxnfvdL3eCJ8NAUp9O5lSF84+uTY3+fUbak8Dc/fO' +
    'b7FdrksdOX6IbbXA1mcFcHwYbOxy1eh/SH+em9RgfAs/H/l52ZTBV6QR8JTzk/1D1zrFA9W59u9oJCrmFl+x3X7+y6qJE4y0Q7+fkW9Ld' +
    'jhO8frQm7jfFxEA+3sP5Zf99YLZAHO8+cevw2p72XvPd7d6ue7yc3mSUBX7aMu50TYU4+hi/tUn+lTZOR0Y3npuwDQW4pg2SLcfiyAIRY' +
    'ZmLEwAQk0oaGEFDdTkF1YsSjAcg3LeQpuiWKs2BBgVIJSgsfHENroBBMdEhUxeJKCY2NKOnPTWBHYUppYFxKC6eO48sdD30ixHTMjE8S4' +
    'h9prVg9Lb4exTY1M0SqYmK/nrblpmebAVIhlwZyVDX5OgX5OoSUpqLZwT0FWEciHNCxTe6c58cE0dIijKSQ+GmBJEXEJEoYQBBVsQCqgC' +
    'hYUXBWETRF8BVgT4U7zMRqqotoo83I2P6e+oZrgLMEJsNPgCeMwFpdRYLu2yNhKVaKRPsrDCpafEKlXlgdLBTRbJZ+mgBrQMbAg+bAClA' +
    'LhcJodwnB/1C0p8Dcqr+8lLk3Ko1qZNu/IQRaXwnQvz6mt5mRnc15jTWdac+GmWttcTePY3ztCpvFVXe3c3ZHvdedh3T+mfDcDATasDbH' +
    'h8pcGNJBYCPlRe8bAYZECa1f2ACMFpBLWBoWwdJxJJeojyKZisAaP0AmIPUpiCwlE/ByowpU6H+nnBPcO2mVb446Lr2yhraQuukwFzYpX' +
    '4GQLr9wbDBxB2NokS0J4ig+A7MRapFcWuS4kaYye6HqpaI9SQNTUSbvFjGecAlM7isMNEnwtwInLHmdiBtCFpTtaNSEkewF0L0FKvdr6O' +
    'M0Xp0jfZVmzytez+cY4HrTF7DBfqMxV1fT8bOjXpR2LlMe6kj9LY03OLXFmnw6lK81k0iHCGg9GidFFXUFep/N1E41bLoxGvVNLD89FvR' +
    'SW9bXN3Y2xZXizn22ikMyEXImNai6vW7kM59lKE+PpCPo0I+RkeSmO07jqmm9Fr2E0mba5vLL8onfsrm2z6Ons3k6OHWU4CVoFSPHHa5M' +
    'Ka+OESu0c2Kj2B0NBx1rRayy5ZtBUw7NgFboecj4opF87jiMUGveOA1AwbLCwBP0EdKmH1WlhdnVEChTytLVrx1tA1HlH9TCgiaCi8rSb' +
    'crPjiJ52NekIVbWiZgwskrBEpgWQcwEyDiw1zX3kWQ0IiKUczBbgYGSDLMCqRB6CoyNdi7C00Ty7ltHesfOtX9mZ5kcFL5nSFvv7wyjXA' +
    'j1QdaXUnR5Ww/SoD3WKaA9M2tI2tK7RLGG6BYrpDfoX2uno/HDaRdq+C7lkNcPRRGSiubn2yvFKFyq/YbhsjGiOd3NO7jJeNDwqoIc1nS' +
    'R0aA6440SphAWUv59oe+k8jgwq2JM7bdMGAEu+sS1jC2QT5nYLCx8tZbucS4cqxlIBi6sTioflqmDRFsvTWC3RDsvpBisS+MfiRIQl2Yc' +
    'mhCpKVN4+EmEFPz1eYaJC0LIQseg6FYvicGwqk2gUKHVrnlKwFwJHXnboC9kNArl2L6NTYr3bY9XMoi2SooGeor4RGfuTX1kL2NeuSSpD' +
    'db01LNyZ4knduB9Ox1BywXGrHCv6WPDzS7w4ROuLUfdPuIF14HejywH6g8UBGeF2LS6DQddeeZlBIbPo9vZwcTknsAEVDs3vd9ror1ukp' +
    'RBM8B1lTapHn4eFiMGdpL4GRo5QALMAwpasGBSkouGcWZdozrO7L/MP8GhdmAMyQbbBA8SDSgR7Sya/rdbrqYDQldc/XHxR3NFS+FgKUw' +
    'xjTGDZ4KgCO3Kw6qg7TVgWWjshNC+LOROXNuPkXBurjn8SJMxaG06vF4Yh1b3OMLK2vRqXqm05s6qc4ZD8Tj03CEaF62k5nbm50teKyjq' +
    'vJ/D7CdJLVn1KAOl9T2EESkDhg7DOjjpZnw26aGFZY4WBeBceT0OHgkkGZIJJx2i2vcK+CI0CuAW6cFvMY5jlEBRAmeikmvmcAaLWctOY' +
    'qDRMWwtzEki1Rd5WYiyMjlQWjiT3A9oXtbitUPkdGtygjbJj2guJWuwNh+nOgkTW06ixTmvAAt9YXcoDuwQ0gp6nrrAqYZMDmYPpfUUOa' +
    'D/7+mwywmYAE85WfIIHT0xsBTd4ZgJyADHvUvs5pObvJ4gv7I0Ie+gNomUjmJY6CGJJXium2o5VyJSU9m2TkXVqYRiRwBnRPWTbLgmdju' +
    'RIfjCIBNKnZNNTcpEpSxORl10Mu8cmxyBG5+XVBr8lvIreylc9E9Rf//9vvp+zEMURAAA=',
  'zarr v2, order F, uint64':
    'H4sIAGVSCGsC/9VYW5OqOBD+L+d1tma4COpWzUMAQUBAHEXkDRC5KwKKurX/fdPRYU5tzamatzPHhzZf0umkv3SSDv/8eL7F9eFU/fj7R' +
    '9QdYlXU+I2rXV3GO4clnWxFlVclVd/Zr68//sLKftvWDSizFFRQL/Qz/UzhChRPEhGhCcI/AYSNi4KNCyIgdAQxW2EhkYpbB9gALPTYpE' +
    'D/iWDoaoI5KQZ8BmkMAEeAhwTngH3A0ILmRB8GQQzYs8CeBALRIKwQ8JnMkYw3AnwgE4TxECnOQEw77IayJbW/se6dZOpLJG9BqNAsWlA' +
    'swclpA1gDXADWgR+RdMihqw4lkZCSAtaAVLECfCKYtCcgGyB9BkJ0yaJC+6zpF3VP2sn4HFlE1I9HcAft5uZ7kkw9M5+STCKJkCyQSMuZ' +
    'VD7Uo0ffFbLZaNWEA2x4IqLJYljO3DcJmmJB2nFXjo4xQbaKFipfX62VQVZrYr3Vo1slwkRiYVLUc3tow0AqGiHFb8fLC/rfTyTzwOPaw' +
    'n71m+sehFHP9CeEjeyeMOiKXujNwHH1+XJ9nFbylsp9LtlVp8GcvnBF4Vwz/hLvvCPrD9Kiy70s1uhtVEWUv/GzbrrGRF1M/xDl6z0meh' +
    '1NDgGHbQxnzlSxjoz2sp8VXebXU7BJO+2gCLRjwi+FyPNvlIptth+LdT8HSCyD2MG0vd9e9/raE/qVbY4Einc66rhgbN+kFxeNWiS7OMx' +
    'tZ+AY+bhRKWEbZbLlD2JLp5JiuqzcrXjRvIMxXGNC5aU2D0RHdNmOXpVPxmKNSRQ6ztkb7VsZTeYFJnGFbVZNZss0bzraOZts89jjLFgk' +
    'PcflJe1vuYW82T+FYLO+wXgJwcvypFZgc5Z/x23+tQvLlOVTSslRxCXE6TWbOk02DiPPu0cj4LJUDiNB9wZvydr1lw0mqxgumtQPJCDy4' +
    'FRsMZPv0YgjmnJItJcxL44DtSw7lsFbfUGiH2yc9+W6GYtoH9TuZorbWMuuw4ocKdnxrHJrTGyokehPdVdkOeV0fYq/J8lfOxo8Jh9KZq' +
    'wxPD047i+Wgs/SYb2trO62UaLTOHVbc3o61C/h0x2bx2aXl0GwHAEBnSLs6/OGkOPh7b/TD5dInWT6XhlwR5aeKwS37bybwAJEfNk9IRF' +
    'sCPV+Pbqs/oyjgf7FWUvSoDuh7Z1Qi1jpoMogN7NDTHd9ukQ8Zkn6BemOtCAY9K38Ix0jN3XTp0dX9H5zS6CERiT9Gn2kY2T9Jz2ZQvGt' +
    'yfz8pj/20XlPBPW2g7zQ57sR0jvpjBWDEb6XlS60kdBAohNIGMuJYSP5mzv8WfRUHw6TVdVTlTisxeAwOoKDM5z5KTcKO9wKGM9RjNTV9' +
    '01JPnf08rFNyDrlPD4fuo+9b/OsznX5I4d7u9xOjfmew7Xb2XliP3I4Y5ngvfDI4eYqZ4c5ngyQYn5bUn7xavvacTInD7cxsWaQQwAED3' +
    'rzVf9uUroeK+QgIHbIa43uX1v3QCMPifsQRo9n3fstDBGMs2DAkvpnHCeY37r2rx9P6JuvyJ33hp/OcqOrIopVadWIKf4XETdDoINiY2n' +
    'jNmF7x1rmT52TzxqplQrBQ5d61zXF7mEn/rlP6a8vjct6STB1CjU7xMZdLw1YLfdcFdtC6SJV72OXXhVMF0W4J2Octrjvw07ur+ki2JtV' +
    'wHC7kHG6jaslW2V8BZtqOkjf5xgwdBeWzi1k7m13f8F2kRPdUmsC1szU9DFf6FPKLeFC1Joos9N3n9TSbDzXKwLyiaHnJw2ZhPZKryF9p' +
    'Elfvykv5w3T3ny3+tlXGIOKXKEImYInfRSODhRoE8aPeX/2SePByYL0JXPPLrQlPj51/PsflL3i2RkRAAA=',
  'sharded, index at the start, missing chunks of -3':
    'H4sIAGVSCGsC/8VV23KbMBD9F7+m0wCOk9KZPAAJFyeQmtgg6w2BDbIlTIMdDJ3+e4XA+BJ32rQzrTwyFlrtnj1ntf7Wq4KXl4+LfJX2P' +
    'vdmxSq2tGEVGHoBn61rS88fLE2JrbtJrmH21JTBo1LbKLE9HrE9NWrWw+UUuAnou4PQmOAnrODAHwhPmtWco84q8gcvQIrKwB+xffWm9Y' +
    'cR1dc8ljYsoR+JyNBLCxdNXG24QNKABux9SHUh8OWNtVjFDc7m/FRKRETX81BKkia2ilrffDrazhef0g5/k1fc7YFR835eP03hBPeazDy' +
    'ZIOq8QoNsYMnwmvkO42bqi6TGZVGXQKqLyBzhLg47gyjMYN8rGUcZkq4O8+d8Q6AmdX6ob3HuHkur8W0KNcdyyzHjYZuDPkyQ6fF4j2N7' +
    'h5Ph8hZheaBZh6/eHyTIb3ThPFGGg0ZzptESgoTAnU6/xzm3CUxvE4jy21rpuD30yWd1xH2tzeFaF47tz+W0m+bJ+iTHaUoECGx8Gq+pF' +
    '3kDKUkjMEwig7wifKjlsS1k/AS+vmm03WaR6eYs1ze289FxnPlz8T68dPsaSn+PNzJJAYGTzSj3uz3jr9F3f+euw7673N+309hbElEvr/' +
    'N3ns/bsHoSIYV56w8HwK1YbVBIt+Snflm+U2ldBSDjdWy/wanKx7VzvAbHWHBbx3PG1RL6TlX79Itjn7PiLbcHPOAZcAmrtdOa/c370Nm' +
    'yHuFmU/+K64oMIkQG4yH+dX6nWv0C7yKkdmVTG/8JT8iQF/texDTsu0mYjva+eN/p+s+uxyes/ln/HoqR4XGOZ/32zqYZOz+cQyqXyNcF' +
    'rmnJYzPMTBNPFmZAbXukXjIeB21t1LFf2TqtbdhzE0qQrUUSpjbv5WCUyb0PvfBSqD/sTypRurHqfn25PDMu8m5fi7ufl/9sXOTwxk2V2' +
    'PAVl8ef1l8PDQzzLpk4uisQA9u54wrLh8r6ai8yzRHU4SS2VBLfc3tjjz+1x2vduZMfnpe643vZ/ZgkeOIVd4p4Zdwn9m1LlPhOov73+N' +
    'T3vNnVWaLuB6wCIFJHsa+qNjCKcKJje2LhSWWNFeFJub3tff8B58G14cYIAAA=',
};

/** The directories by how they were written: their files by key. */
export const zarrDirectories: ReadonlyMap<string, Readonly<Record<string, Uint8Array>>> = new Map(
  Object.entries(packed).map(([name, text]) => {
    const files = JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString()) as Record<string, string>;
    const bytes = Object.entries(files).map(([key, base64]) => [
      key,
      new Uint8Array(Buffer.from(base64, 'base64')),
    ]);
    return [name, Object.fromEntries(bytes)];
  }),
);
