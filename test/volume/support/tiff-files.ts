import { gunzipSync } from 'node:zlib';

/** TIFF files that tifffile 2025.3.30 and Pillow 11.1 (libtiff) wrote, packed with gzip and in base64. */
const packed: Readonly<Record<string, string>> = {
  'tifffile, uint16, plain':
    'H4sIAGNSCGsC/62UbUzVZRjGfwfkWAtdbqLNsjG0bIhuWK2g2dsqpS1bLTM7UlqKokwJ32Gkpqn5goVHLdReEPMVyUGY2kZqaENqkqIfJ' +
    'E3TWdqLmmutT/0OO82D8aXluff8z/Pheq77uq/nfu6srFRuADpDoAMBd0muQHR/oysuEN+6v9kVH91HVjBm3zkQRzf/a11domcjn6QYTL' +
    'cYzu7RfaGfHoGE1n2L69bo/ozrrpiz6fIn+v+za2ICFKVMHjcqf0xKZnLo7rTkjLTkAenZxVz7C1yzpuTm5OTk5o3pnz8zBtXR2pO4jV6' +
    'kks79PMQTPMVzhHiFXPKZzuu8yRI6ierJHfTjXgbyuJihZPOiqPEUUMgbLKKUMsrpIVeaqAcZJG4Iwxgp01i5ZopaTFjcaiqopI8ZHxDz' +
    'mKgXZBrFBKYyxYwLxbwjaj1VbOMz7lHXk8ZQuUaKmmbMMZawyiiXq1LUPuMRlQ1XV44ZJ8s1W9RSSlT2MRuopoYv2MPXfGPOkBWMJ09dR' +
    'WZcJNN75tzIZnawk/18RTPHvI2Q+vOssVi2EnWFzbheXK2oAzTIdpwTnOI3xulXEbNElbLSnJvUtZ1P+VKuRlEn+YFz/MFfetmbvgwgg4' +
    'f1aYiVjeBV1bzGDM/PV3NYLeUypIrK5FGrfzbG7+miFrBMzR9YV5WK67hPrixRIUaLm2D1xTLNk2ulqI0qqdKlPSpu6/isdhzfq96D1v+' +
    'MusYaBXIVi1puvG9s0skaczYYzXxvvKSyaeqaa8a35VorajNbVLbP+g/RxHe6dJ4L5pxhBQt4S13vmnGDTLXmrNfNIxzVo7Nc5gpBcfNF' +
    'rdLJtTJts4I6ldVzWNQZnTzPn5F3SRd7NCzXGlFV3vIOb6/BO/7WWznLT6ICJPj2brHTM+2RwTzN897+aLUUeP+zVVPCCs+vU/N2tdTJM' +
    'EjUMF62+kkxfodFVbBVzZ9bV6OKW3wv2XbcJPXOEbfQ6stk+kiualH1KmnUpRMqbuv4mnYcP6neH61/orrmGcvkKhP1ibHb2K+TTeY8Z1' +
    'wmzihS2XJ1fWjGSrl2iTpgxx3xVk7xC7/abzhBOplzhRVU+Baq7cq96m/Sy2ZO6+YlftejjnR1lvUSt05UjU7ukumgFbSo7DQXRQV1MtF' +
    '33pNk+tujkQ7f2drhh8wZ6fALvoV4uW4SdTsp3Ok8yIjMsP8xZf+ZrIVx/22ydghenayJwbaTtWvw33Py+qi8En/9VLY3zf8Gtq4c8roG' +
    'AAA=',
  'tifffile, big endian int16, BigTIFF':
    'H4sIAGNSCGsC/82Ue0zVZRjHv7+DCqWiiegEL8eDKSHSARJFEzFFRWSgqLUdkcA8goMEdRNRDIfKvOZa8y8vU9bStrZqzalzarV1cdPV8' +
    'jLtsrTLli6XXUTMePwcdmRHOP2b/p6x8/Lu+36f7/N9nvfNz9doRenB1zf428eRugXXLBXbvnAe2nuifeFSRMde8LQTEbLnBBc9wuxFyx' +
    'XcGxDcme081aHhAarBiQ1zdkAYLQO7nK1z4tQ9ZK/9z4kPs5cYJkdqh75ewZ0VTlEIzqWQr/vNtZ6V5aXVSzwT3L70ZHdmsjsttbhenb9' +
    'VFX6/v6JySUr1Gv6zPdZs79j7dtRO2ad21s7bN3bNfrXfrcXa0NlLMYrTcCXaYVDH7CP7wr6yy3YVzC1rtdugeigaB4dqpFKUoSw7Atfn' +
    'oK7Yj+Cu2592D6YIuGJBjZIX3DhlK9c+IeMlMD+A+sva7F9FKtCBOI0AMwbUFOVplubZl+j6hbhl92CLVD9iCJGodCJLucQ8lajEvkPZ3' +
    '3ZbgcnoA9dgUM8oCWUvaKoKVKiFKlaFlpGzxVpRH4WugWQcCdNYck7TdBVpvsr0imq0Ug3Wgv4oahwEWxK6vGScAm4uqMXyw7ZadarXNq' +
    'YiBq54UClKI2cOuvI1Ry/DVQ5qrV5To97Qbrw8bZ/ZObtg3+LTdSq7Y4aa3urPeQ+avWjJUg59OWcX7XuqvxnidwyoBG5PuiZSVx6KffY' +
    '1XD+DaqGzbbjUF8UeueFKAzUNJXm4VCx/J8fjuzquRehdqhr7ze4ocKOi4RoE6lliApGDk4XyUb0fl9Zpnd1FWT90DSNjMlyZoKZrBspK' +
    'qL9SVVqDS5vVRM7+VJCgp9H1HBmnwjSXnKW4Wa0VeLRBO7XLDoLzgErHyUyYZlGBD2WlWg6qASc3601meL+9y4x64RoPKo8uF9E9v5bpV' +
    'bqyQZtA7bUD9pZ9yKRfZEZ+shv2B90XWqLp/2DUJCmV85PRnI8Wn8royw2m9x+q7xnitxdUtmai+SXqKkdxLfellYnrid4h4EZQfQZMk+' +
    'AqAFWKknJcqlNjJ8fHd3WcGdmkjdT/JLrcxGi4MkDNJl4kynCySrVU36idts/2MXEJdMWr58mYC9cCUIuZuGr6Uq8t2sq87bFDdpicqVS' +
    'QzV0oYCoXob8KL2u0Hjd36HU8arb37AM7BW4yqEKcXADTUiqoRdl6bQd1ECcPcc+P2Qk7w4wGJnx++4RXkjMw4U3aRlea7W1Qx+2kfcx7' +
    'cCH4BPX+X173Li+56+4je8n/89WOdD1aT7qtevw8ke4DARcnlBYIAAA=',
  'tifffile, ImageJ in nm':
    'H4sIAGNSCGsC/7WWXWjbVRjGT9qu7f5u/XBpO7tOZ3VdN9eP0Hbd1NAk/25rax2drR9gXRuTNI39WG0yWcWLIV4MkSGyKxkyxYsxRIbIk' +
    'KEShsguZIwhwwsZRYoMGaXI6EWR6nP6/xUjujGZFn7JSUmePO/zvufkdHfvMMXGmFJjfAXGp1WF8LFeK/J8+SvrLSKftaUwZ13iyzP9er' +
    '4oyvnslB4qct5TmaNZxfpWnjHVvjUr6wE9bGI9qIf6nM8GpL9Oz3G96Of/+aLXMaZ7IppM9AQDjYFA1EnZF+lgi5MeT8VWFqMzU4npdCY' +
    'aGwtmpo8knInD8UQwOR2dScei4wnnyGQqE5yccNJT0VhqMimZNmne299o04df/a6/1edMamRkJDWeaJya4R2zIWOGw8acEbNiXUT1ik4x' +
    'LN4Q74j3xRlxXnwjropZMS9+E2tcfVb0oXVD+PX/VjEgMuJtdM6KC+JztL4Xc+KWyJOGI+4X1aJWXMFXM1pHxQn0TolPRRZPl/H1K1r3C' +
    'T96m8SjokHUUOM4OsfROoeni+Ka+EXcoMZidMrR2iqaRKPYbWsnr5NwFl9ZtG6Cz/WweVVBLb4a0HLhTTL7jLy+o8af8WXQWi9KyKxObB' +
    'MtolWERFg8LQ64Xp3n6YHN/gfyWqRGB08PUGe92CHaxR6xT3SJZ8XzIu56elfRsn1cwlsJefmpcSt6u9DaL3rw9qI4JKLisO0782V9LUc' +
    '8LZt/JXVuJ6+AaBOd+OpFa0jERFK8Jl53vbksk9ZO0SXi4hjzdIqefSG+JZufxALfX0jOfnKpxUM9WqPiLXr/8W3mex6tIn2ulJwfol9N' +
    'ZNwhBvH1Hlo230voXaP3S3gqwFclWvVk0sQshcn4TjO+fJczHiHfp+j/R+R1GebwtYTWBngQtjOTrdTZA1ZrGL4ks5vklU+NZfjajJady' +
    'cfIzKX/feKgeIlZekWMuV6dC/TAZr+WvDZS4zY87aLOvczmgHiOOUqIaZER2ZCnV4hWFTO5GU+N9KCDzKxeP1pxZtJ6O+p653BIesfD3j' +
    'nqx1cNWk3s5Xb2Xg/7+Bn2ivWVQutYhzGnpVUmrSxnup1Le468Kz4Qn7D3L9H/Ofa/3a9F7NkKvv8Rcg6QSwceTqBlz96v6f3128y3Hy1' +
    '79u4k5yfpVy8ZD7re78sFzrjr9MuebcvMUjkZW08P46sFrb1k0sssHSLjO814zV3O+BD5jtL/H8mrgLksxVc1Ws3wBOxjJg9SZxKslgl5' +
    'LJLZBvLaQo0N+Hocrf2ccQPsFdv/CTHJ+bYyS2Hvd7iYPlaRfR15tVFjJ576qfNlZvNVkXa9ObL3g9PSOsdvcAX519HHdrx1kdcBahxCb' +
    'wqtLDNpvV3hfmCktzvinaOrZ/ienDO8jzpXz/AxfhdC+GpGa8HWKp2N3A/ikfX3dIdcvTfGC/7dvXHe+fPeuOj89d6Ye1dcdv5+M/tvHL' +
    '9Q9P84/qe75B+sc2vAsAsAAA==',
  'tifffile, zlib with predictor 2':
    'H4sIAGNSCGsC//P01GLgYGBg4GdgYGRhYASyRIGYEcrmBGImRmYwWwCImaFskA42KBuE+RiZGMSA9CEgFgTqZQLSL0BmIakRg5rJDsTiQ' +
    'HGQGi8GOQYpRlaw+AcgloayfwCxBpJeQ6D5PAwQji1UHKS/AsioVirOSCxIVbJSiDbWUbDUUTAyjK1lQAcCQJVRjAxwE2G4JDMtLS0zJ1' +
    'WvoBKsrmJOckKCutAno4KExvr/yV2ehgWHHu7/P0OHJXpuIzfP///uywIrBW61NEpzSF7wKLHrKEl5wOjkpiMRe4T/hboaT4/modMMDL2' +
    'LxYEmdac9SE5gS/YRmjr/4IHzB5haBITmuj1jZEjQYnzFS1F4w8JYiolwGHszqMLDWIkJEcZaTKhhjByuG4CEAxB3M2GGGCqomDM5FRhe' +
    'WYbQ8JppDAuv262I8LKaAA+vnmRoeKnMbpzeyMmc3MXxl51B+LPE+Yo5qxOgAXbs0Q9+pWjJH5IRDQJOiy7/4ZnzP9GGYXkUiw51wi2Im' +
    'XC4BTEokRxuIFAANPsQM65wq5izOQkYXruMoeHVagALL+uJSOHVDw2vfQfq2dqy2OQUUo40Ceps+6+wqxkcasoRTv8Tcxg0a6QXVcyZfe' +
    'rA8QM8x2Ys+VCf8k+JrY5NTKFlAkfUE/tdGgxHH7CkAQBCnZbY5AMAAA==',
  'tifffile, zlib tiles of float32':
    'H4sIAGNSCGsC//P01GLgYGBgEGBgYGRhYASyRIGYEcrmBGImRmYwWwGImaFskA42KBuE+RiZGMSA9DmQfiRxKUZWMP0FiKWh7D9ArIGkx' +
    'hColwdIswA5TlB7ga5hcEZiuwDZTCA2UMAVqBfElmRsYQiGmsMMxPuAgtVKxRmJBalKVgrRxjoKljoKRoaxtQzogBENl2SmpaVl5qTqFV' +
    'QyKAAFLJkQaivmvL1g6O2UKHLs4+TgKVytIqnBAVkCGlMvhu1zUuTly9Ota3Brb1u2bEJGUZddg4WLi4WJp0lbh4vJPUUnJSkVGaUj/5/' +
    'axSt9aL1f8NDO5rmM8f/K3WlPbTdb2bQUp3k+CTymqVfQajWrwknc9WlVx8e9nUJaK7QuH2B+N7X6oHXdhcD4qJ3CMVrVvdJbrlxta7dz' +
    'Opcj5T3rc8TM4qd5V792hNcsarf3mTT7KE/XrfVqvF+3Tvk9iVOcIzluWuEy2fdb7m9+9idgvqa4o0h3hCuTtN6MrSt//yivvFzHfNZy6' +
    'TrWIxOPSG3b+LgpJ9zy/7z9r3qy9s94FhNotvqOHdeLD/+3/2rbqfD8fprf5mUb+ni2TTjOyFf4JOfPv6/SjEmrMmyBAXN2I1dTgkjbw+' +
    'YLSr6XUmbfyNDl7V2moLet0zmgpWlxdHP4a9ESVt599n/MP/Q6ytvcrrRM8078dlB89qUc7lTG74pKRzyO1D2/bRuUkvR+F7OfxSOlbzP' +
    '/v9x1Kbjsmd1xUd68pPjC+MWu7Y5v7p63lqtIFPqt/t3WbY9h99/6/XtE2VZLhDHwUZRqsaXUHGZESi1hRk2phFJnDTMidQowtqOkTg1W' +
    'zHQ3ASixgAU1bYLS237tI4Uyxz/6PzQ48fDRp+JJ8uUTOWbfub6eR8go8grn/8aLBc0nFRZ7qk12NJqhMtPnE/uLNu9LvMu8P/0pO1/v9' +
    'PNK8u89VXvvvxfw2qyoUqyYsrHFhq+wxzjmkVh/xUHpUz8clbgSL9yR47I4yrruY8KyDv2aWavVr/fw5dwsT3rH5p8WH+h0dF2UyULZ2k' +
    'LzvjmfT53Zu7N8976LB/aHbVnA/VfiKMe5u+8jXX9rPbt1ZbWiTwZb+bsfD+tMz83csv74HQOjGU4tlmvcrkaevqe+z3vx76Vziw+s8/R' +
    'Jluu+cSAt5KzamaPf32wxflyXfG6m8e48vf7YK4qp8dt3/jB7fG5XQ+qaBN7bNw7a8X34/+/Tb1Y2xgSLijnJCQ9K0xIEGJMyFcKYknwV' +
    '1FhPMF9dzbzRTmA280bbzl+8C6t0G24Iduz1uMJ/6TnLETuHN7xHFqq8+t50i/PSdIajSxocFvyKUOhjfqSjcE4tsN4ooFZLQJyxkFNAv' +
    'kDB1/7EOa4Vc/kc9sr2LXmZvyE9IYLhijrDlXKGDvkJK+pFeFIZGDR1JO8OspT2jBWR0qTQUhq2Eu4DUD0XOyx9WXsxF4ocfajNETXzB4' +
    'fTloDkII8rHV3nlWZ+FPTgYJvsZ6AfIBBYyK7nEOOYxV3IKKYUpumyJqgzYskmjoOHvI7cN0gXbqr/MSOT7/m97LIXM2IfcJXeecDHa3L' +
    'xkPoZ09eO8k4SrizTT919JHe+wlnavm8+Z4KE8ylfpT7WmNXvPXfy7Yqxv316u3xiaW8y1+eI42pyps/bf+2bKh1wnWPRjKM80x4qdPPE' +
    'bY3f/pp7hf6aGKdrKdyVNw9PL5O5Upc8qziqdvWpXOVeJi+Nxze+pvO+tLsXm3QrP7A4b0W2uGtIwGHJc1N7NZ7fLfacm/l2+uU5v0/N0' +
    '/o+wYR72Rm1H/OD73cV3cstM8kWZbc4xDnpyb2JCr+b/n+ffl//OEf4HlBKu1CUlmDAksStsI09yRyY0m4wXN3NsJFfoJ2hkKfz198FVc' +
    '6NFnwdlz2BKU2c/8hMhzmMR1xVXvm33+K89pzhqEqDzYJ9WsDU1MfDwwhMTvEMW94zCugzvLrNcMTGb8lL9puVjB3xDW9YX21VCPzPvsC' +
    'Ob4EcpwIf4yMRoa/9TQt5GL5fldYFAAeflXCRBwAA',
  'Pillow (libtiff), tiff_lzw':
    'H4sIAGNSCGsC//P01GJ4wMDA0MDA8ODBigI3LYk+9idJmQHbkkzm8D1/omUgJcrX6bo48KXIrFC9aT1uiye+ZOnyVJviuFBiQ5ad8kTPo' +
    '8WMS84V2CyYmOkyKddjrXCPe0qQosWGJINZ55Y7f1JUmei7MvTV0wMX6rxURX3YmCNvvGl0WCz0slRoa9SOxA0nVC6dzDiTbjlXgEMky9' +
    'JkWfCaaz1s3KZz/HSn+7odPvlWoMt7WXBWa9DdomMpplHvnG4uuVFlt0DwpMiiTq8V0XoRb5Zl5+55WD6L7/nmX5Yq03y1QleLrhaccCZ' +
    '3+5288s2vmBg4GRgYmRkYgT4UBWJGKBsoysAEZXMAMTOUzQrEbFA2CAsyssDViCHpFYeKXwdiGST1DkwMaMATFr7sLk0bJzxpcFcX9W4z' +
    'Djzyod5ZOahzq9CSECNZgU5XpYsdV4psZc+/KKmKtVsevvb64yJGlSXRRhK96c6vJDl6vdWvcotWPWw6pSTczabMueZVvb2SkKfIralx6' +
    '2IMZvZsW+myI914Tv/yK06+avP8tcK6XX9rTrlaYMF9bPHGu2wtHirBK58Grc07nGQipXvt88pr2TZyE15M2ZTotTxKdzpPmHXgmsdFe+' +
    'Y1JB+SFJruqx6a9bTrb8vRzK1z+sqDHzAwcywM6mx5tDZuc/TGmT7PJreeelnD4LBgwoEiaoVvBiNx4buAGWf48nWoNFVG7EoxndOvwWJ' +
    'lqTUncNU07dbfEn3+2tPPPPu88y9fv/dS4S7XpIsVR9JMpVudXs64V+Ew/yKnyKVep1WR6yXWPEsO3fMclGw/A5PtHHCyPcw543TW9rt6' +
    '7RN3fGpxUr7suVTrYMLu2I2zdMUezz33iZGhP6NkVqDDwrDV0723WSuueFCwO/b8AgYDqQ6vpVe6UmddbTmSseXWOnXlo89YmVuZDpms6' +
    'vXZEr1uJs+24sJ9jypsDhyYkJBhpSCuMU079LTijAtZFnfeba/g4ePmZW9xSlzxjFrhe4KJuPDFBACVknC1IAQAAA==',
  'Pillow (libtiff), packbits':
    'H4sIAGNSCGsC//P01GK4wMDAIMLAzicqo6xlaGHv5hsSnZRZUF7X2iPCKyqrqmtq6+obGhuVlFVU1dQ1adYiESllHVM7d1e/8ITM9ILKp' +
    'u4pk2YvWSuibmjt6uIXkZSYXVpS1zFp4uyl69ftYDex9/IKTUjI/l/2v5GtZ/r0RWvX7vh/WMTRNzIqLb24pKGxt2/WsuWbtxw4ePaciF' +
    '90bFZOZXVH1/SZs1es2r7z2Imr15+IRGfmVNU29E2csmjpim07j586e/vew/ciGeXV9X2Tps1auXbj1iMnzty+//j5t18MnAwMjMwMjEA' +
    'fiQIxI5QNFGVggrI5gJgZymZtYGBgg7JBWJCRBa5GDEmvOFT8OBDLIKlXYGJAA56w8JRV0TaydHD3C41JziqsqG/rnTJ70UoRLSMrJ68g' +
    'cFCW17f3T5+/fP32/SLmDp5B0SlJ2SW1bS290+av2Lh+x8FTItCwrIeH5aEzp6+yB8akpxfV1nb8n/x/HtvKLVv2nzp19f8DkbissvLml' +
    'gkT585btXr74SMXLt699+q1SHZFVXvntBlLl2/ZtuPo8SvXHj/99IVNpKKtc/qsuavXbdx/6Ojla0+ev/rBwCwo0jplxpzV6zdvP3bq3K' +
    'WHT1/+YGTllJChUnhGMBIXngXMOMPTytHDPyw2JbuosqG9b+qcxas27th/TMTdPzw+PR8clFPmLFmzZc+RM1fuiITEpuVXNNZ3TJy1eOG' +
    'qzXuOnjtz9d5zEWhYzoGH5f2XLz6x51W2tPTPmrX0/4b/u9mOXbx45/nzT/+ZRKrbJ09ZsHDtul27j5+48uDh23e/GHh4RTqmTl+ybPPW' +
    'Q0cuXr766MnHz6zsImLKIlMXL9uyfdeJ0+fu3H/04TMbJ4+UrIKeyKKNW3eeOHPhyuPnr98zs3NLySmpmVpSKTxXMBEXnpgAAH9YeNHwA' +
    'wAA',
  'Pillow (libtiff), tiff_adobe_deflate':
    'H4sIAGNSCGsC//P01GK4wMDAUDGHcS+D038Gdj5RGWUtQwt7N9+Q6KTMgvK61h5eUVlVXVNbV9/Q2KikrKKqpq5JsxZJKeuY2rm7+oUnZ' +
    'KYXVDZ1T5k0e8ladUNrVxe/iKTE7NKSuo5JE2cvXb9uh4m9l1doQkJ2WVljY8/06YvWrt1x+LCjb2RUWnpxSUNjb9+sZcs3bzlw8Ow5v+' +
    'jYrJzK6o6u6TNnr1i1feexE1evP4nOzKmqbeibOGXR0hXbdh4/dfb2vYfvM8qr6/smTZu1cu3GrUdOnLl9//Hzb79qN8b6czIwMDIzMAJ' +
    '9JArEjFA2UJSBCcrmAGJmJDYblA3CgowscHExJL3iUPETQCyDpF6BiQENeKKGp6yKtpGlg7tfaExyVmFFfVvvlNmLVmoZWTl5BYGDsry+' +
    'vX/6/OXrt+83d/AMik5Jyi6pbWvpnTZ/xcb1Ow6egoZlPTwsD505fTUwJj29qLa2Y/LkefNWbtmy/9Spqw8exGWVlTe3TJg4d96q1dsPH' +
    '7lw8e69V6+zK6raO6fNWLp8y7YdR49fufb46acvbBVtndNnzV29buP+Q0cvX3vy/NUPBmbB1ikz5qxev3n7sVPnLj18+vIHIyunhMznns' +
    'yn1AnPCEbiwrOAmUB4Wjl6+IfFpmQXVTa0902ds3jVxh37j7n7h8en54ODcsqcJWu27Dly5sqdkNi0/IrG+o6JsxYvXLV5z9FzZ67eew4' +
    'NyznwsLz/8sWnvMqWlv5Zs5Zu2LB797GLF+88f/6Jiam6ffKUBQvXrtu1+/iJKw8evn33i4GHt2Pq9CXLNm89dOTi5auPnnz8zMouIqY8' +
    'dfGyLdt3nTh97s79Rx8+s3HySMkq6C3auHXniTMXrjx+/vo9Mzu3lJySmqmlu2XeYuqE5wom4sITEwAAhnjnwPADAAA=',
  'Pillow (libtiff), LZW of noise':
    'H4sIAGNSCGsC/02Xe1AUd7r3f91z6Z4Lc7/03Lu5OasEBzRkvER7YERU4qJBg8bVbkRCEkPGGxkNx+0ehmFARDTGHV3W9CAxJMuxRivHQ' +
    'yzL7UZiJlk2L2Y9HpLXsnrQsMTy9Qy7rjub13LfnKqtt85T9an61lPP899zXbNmPmjBAWAAwOuohuryfMt67+friqYMrtMnel9J8998uF' +
    'dx9M15maLyh/j57Z1FiYbc996UfH7ddEPxCWVxcL7w+8LRP6/qTsTq1vKXZFttHW8V0oWGiZpTwWPF9oapVTrGWbKpcYt8b7llbeHYmsL' +
    'ExudO98Xr0yiKIrHguY1LQrN9mxe5Mht++LA0fVh9tKfLP/Tdv/3yPWPfdP6eR5u2xn7+KHIObRnWnq/8uO5KqOaCe5Hqv+pbPuxrkZcc' +
    'YTo/G1r6H6vfg3rvJ0Pr/9p4/qX7LK5Ip185X/fRy0tCw+uLjYrvN/4w9Ci+XgYLSXSkdXXJr/u/kv0lDM+bd/Y/nuP26J5eae/7Xw9D3' +
    'Qe3gQUL2OI2/7/m/7joefT3yZ6R9R+ZfhubgPeFpyXvZb699KLkBn4nz1YwtX3fyfzs8pDpemiv5Mz3W+Dn5Hzy4VtY0ZbSqmMFoQmfai' +
    'w7tujovW8NL5nHfH1FPZXiN8v1wb+3vu4Sw00luiL6U1nXvYvbD3RW0Y3taPDgNZtuJre/1pOfiZpPiL5HB3qrxUu7VdW5rw9qxYNBp72' +
    'AMm3q/tPFFUUfrKLG1PZg+KzCfj93ywkVZ5pW9U771svOVmdObDMH/166Rn//YGGtqYjev+vX35et32zZlTmx20WBUpviHlu8zYlTbRXG' +
    'mZS7WN9M5ZeYXmMOr3FOQxXtqiKxutp9r+xCMUZn9jqtjVDfzxz3GHmtvJi6LTdPX3y2WUXRkeXy19jtS+QidKo2jxCL27DvyzQVSlrcq' +
    'IYo6NFB15/YmXaAUxUWZNrbW6TMn5pcdrxwbnfLb/hQ44J+2ZZLMuT6x9sOyAq2UO/GC/dcxfpvZPeu+wD+NmI28N6HB9TFU6k3jxRnJ8' +
    'LH+D2VjjOSBsMmxRcfLy/yFDXwqjOFoQH0zHj2Gwcr/7ZxlXrMWytzF3/b/+r7hXMlNcfH9+SvOynbsndXI51o9ShgLr1Mv8t26K0PqGy' +
    '8wigve2TuLfz2gkolzaSt2uaGpUtO02XoXoUsVBo4W2C7MM8GE/ECW+PpK89/0BSq2a5CLpa6BgobWvcZYQrdoaW//ZE+3piqOWSTZh/9' +
    'LIaffvS2TZasWadvwn588djOObTaKCtr3XVs5w9w0BCc20bZP2rRGOLnAs5XnSQTWfr+a95Kn2m1b9tyjBv+envkHDtgNazmx5q7drVU1' +
    'sLBkLMGHppdvzV+nr8jMVVCY5WdzR/DmDOYGoDl3k5UXPxGD7ijZfpnsfz9L3ZORpSg/5nrOvNG782+smpv2na9YY8WwLJAYjECnhZ2Ul' +
    '+5xqkh673QYSjb44imv/CAVFm3kJKNpc86uasr1PwKl5yapzuXKOzJ+ggk0eSAljdF6R79DarekUkdRrNrF0bSfzOC7J44H1oynl4PBp+' +
    'ukAjPyqTUK9JzU03d2awZSpg8kvamI/TaonEqqs1kVyBzyoJo+iOrxLcoxnznksz2GPNT1FF2RgrF67X58eZj/FZMOjoJJX3VR/FymywO' +
    'lI0c6BT2yjtm7ysGRWM3YyeQ2UMeIgviTLEXio+rCtLVEeGME4zyeVyoOY7vfVEWD8l3ilScv6Tsmr1lHsQXRZmtMmT2gaPARx1hm0tk8' +
    'U+tBWjzUeE7AJE/k3GTHmnqU4cUPW3pCIZZcj82Hrrq4qIlCv0ZCRx6z0H2+3t1Xns16tRW7fYoSbt7NbnFltTtkFzcr5Wja+xsNBwnF5' +
    'eMhR7qufHdqG7rC9JQlady0t+hny0NorWSqpEdCvI7Q4BUuM7V7VBeXFwgRQ9q2HF/F/kYHw8NmM9JK1HaVBic+shyr/BtLYWrIqE9hum' +
    'nB9j+k55O7pEsMLSpL9uKV4fcGgmmRY5fyBufgvKqGvJVVL2XnPoVPN2kVVLUwkgooxGXb4oev1XAcnf15P0D3dkL0upQnxI0vK3sf6Tn' +
    'p+ZslYlKOXVSTU4h7ntDb+fR3KJY6Kb9XvuBY/0mJEr1GSqbNvTMHV682vdMAqYWIMdXlH2RIJSV2HYt1eRclfgbMl34JkxlF7E+1iE+3' +
    'cD0338hQl2TVw7pu7MrvAHfBUSCLdD0P5N9ntjgrmxwa+hC3erERyqx6U0FlUK6fBe1meX6Y8eHFkSpViV5X8/MPVu+2nfXIWl4M+/4tS' +
    'VfJCCYTHhluk9+KpZ9usq6+l796AoyvVxdWfKqhpxvCILP3NzkMlVKapSmf0Aiwf3RQBBc903IB6Moqn/gQHw7nYH+/V36XD6ZHkGrdi+' +
    'DAm9YSPCxktO9Kk8FX5Cmt0g6ovVdZFT6he+qITnulejmr0R8f8QqJ+t79P7iYHrAVDnyqjrw29flufuunZOABdUaOPyGbprbdQyU6yWJ' +
    'IbvoL4gHYhBc0++guGW93Aq3POEzFEw+10tun8eEox56MtwFzbiRXA88zbmOgm8gGRZ0TvsdfYFiPZJO5VHcvh7urgZgkyZisigSePZCZ' +
    '25IT0/6OkFMA4XnS0XO3AH26uFE06UMXizzXbF3pI+YYPH1YwBXj6Uj5nO75VLwqAShFuQNptujZbgfSsSd4GHtMe6KT6ASICO2ycuuWG' +
    'LpV50QdzAOcK+Q/iaPK9ksgx55Yer/mpNx9dEy3AQSUyZoxMkkr5SMUy2oyMm1ZVfKO9O/NcHUmm4ILxxPD5oHHzZroPLi8dx5C5xtzsv' +
    'MwIK3St2Ibc4jgSqSe8+Gqz1dGQaCqVNOaqLyaKq5oIuqtYCGlX2pS+VC7rIcTlmUYnPpmPeP6p1T1XCAsXblzikKJn4eFcFzEqrY2dhb' +
    'Hrk4szBKbZMD7O0jF8vdY7lqOQjJtZmZpV947zl3Jtq0JJAwuUXOcwMHjhE5GPDzkcw2f3xu++IuHlews5uOZucbxxu+gliyVoNv99yIz' +
    '9Pea3Eq2BwWa3jBxG1bxeC5FRL+R63orGHntutifAiKDBf1zc3XftFwRsGAbQi+fdnn8XcQ0btbyeRMbAPiPOfc1I3n7DC/FhHvYJHsdj' +
    'kZQkFCRd7Wim0Iw6DioIr/Tpvxmtk+J4NKxTMaodImAjlz28TyEnHMJHwnz6B2Zr2WHZZl7C5+0CKSevZJHssrM4MK4YwiM6xiv9YwqEH' +
    'civFjngyJsrcNDOPKVCp5O5ZBUUZjY70qcatHGDRlgIppkzDAmRm0CluNGa+e1ehYVJexG4RKc4axsxvNge0W4bCNvezi5RLyDSU5YxDa' +
    'nIwb4e+aApdg8qxeOAszl03CDBqY7yJjRuGJij0sFdwe8hsHeRbjD1uZNisfs5GfOMkZIFTI2bN5vNtCXgKB7SrejTFP5MKMhXyAkHKbU' +
    'JHHHIaFu7bARj15V8kfljEVEC/3BB64AzNu4Qlg3BJ+O0oyKN6jYEbU1H0dW24hEi7cIGOGtHStnVEiuGgmvpIyE2b6PsIaHHiDjrgkZw' +
    'vd1IiVWWvAgYb4SsWOKOkhJXtJTUxpcYORabJRE4BdqyBEI97jZmtVVKGNNShwzE6Uq5kmQI+YWaUaZ6S40sWOYHSTiS03EJieMOjZQiN' +
    'da2F7HLgTBl4JtVaOR5TUpA5abIVSHqpSgT8w0cMQaNdCLW7qDS0RgaiUGXqshOoANYbha/X0rBoaQKEWGb1WSlRK6To5tF8B/dTasBF/' +
    'w07NSqD2PODFqAcyYsxIpSTQpyYwKadgO7FWSw3LgdMNDVvptQYC1lCTavCpCqRU1Fge/kBHe82gRsrXy/E2VLyQhz81CJRNuAPjraqMx' +
    'UrckvDDeuEkhJ/SZy5I8TtWHlcL7RL8kV1sM+EmjZBWCidRok2eaUWIdlTgVMIdHV5qFk+5CJNMGNby9Q7CgmQeWfA7MkG08E8VeKkz02' +
    'bAb6F8DRBu2Yk2U6ZUjz/V8GIef0eDP9JmLEai3ioUGuhSo1BnScbtwm1ALUeoy1qhxpbMSvkLejrqoVo1QsjDxfXCZRn11E5t1glpNFk' +
    'H8Y+c1BBGtZr5OhNXY+I3W6h2G3XZJaCSZEgpPDJSURddigpZM5eWCJeN1FUpfdsioEquziNcsNCFGuoCwtfBHOoWbjvpqw76skNIu5JZ' +
    'wJfKqAm1OKWhcnrCZ6YZe+Y+JFJKKmsiEh6qQZUpsYmYgsbsuE9NUx5xyCQCFR2S4DknlbCItQYR09E5LZHVUkAnFhpFCqNSbgKT0Yk8s' +
    'cQqTknohA4PuWkqT2xyZxg9lZIROTvdoBMnULEBpnMuImWjGUumyZyhLHQI84ku9pmFaLIIh7DMsJN+AJFBhPtUG1iK0VOw2KMR6p34Yq' +
    'Uw/6c9oqa3esiTxuR9RWAtoNKYuNXASzXEuFI4g2biKN2jCAypkre0pN1Ehe3iA1jYr8ZNFv4rOJPQUYc8gf1aLgoFPjFRs6i41C0MWYh' +
    'CDX8FFVuk1HyIlHqSjz2BHwGFweJaOX9SR8h1GacRqrGwvQ56BuI2K6g7BjbsAiWo+MRC3JaKE2ZoSs48tVEVecmYhHpoZ1qM0FN15jxK' +
    'NEszyyWQF2ZLJHS1LNmmoK9qGMwMep0Zi5y4rBN3uyC/knHaaIuCK3bQtRomLoHuYJlqHX4DFbdJAOpmJxz0eVvylI0esLOjLughECucm' +
    'W9cyVkPb5KQDSh+SUPnW4hhDxlU8DlzcgwWB/XJBMQPGQNpOQHbqY06YhQJLPbwaRu31ySW6zlUKzzWBnI63GCgKi143EHeh4QGRXLaIE' +
    'ZcSb+Cl1rJWTkxbaH+jOKYI1Cv5YdlnMGZOWFOerX8LRWZQPG9cqpRjrcgZFTBj+YlYTc964GeQXiJlGtVMGltxm9lrwFum4rQWKEpKTV' +
    'qhC5I8Kum5F2ExRxii579Gk3WQvhdB4hbqBojcOtxtY7T6BmvUWywMj8d2U8lRKsKypmohAdar8KdGPcMYXPWDKpgSp3J3Xr8GgK8bnrY' +
    'Cq3Q4w/V3AUFE0fEMNL5QMFfUotZPds8EGBsxIgzmYW4GkQc1SZJLHlHgvdriQYn5VcRPge+XJ2kPFzCmJlVJOsAN2HDKSOOaui0iuAUR' +
    'C+a7Fckh1WZKS2Hm7h2B56VEGE1hVnxSQkxoOMYTzKsFeNQMmXiHipw0kMMW2ivFucV+G4p54M41JPJeTgAOKcEr0PwBAL2IlxcwV/OI3' +
    'MGYiPGjgG8RkHOGIWEh2vMgyodnF8lVLvIFh0xKGX+bMcb9IHbCqFFkjR4wDcObtjGn7KRCTt+yclMA8IrC8RUQs7IRVxQPpKcMvLnoUB' +
    'ch0cAe8KAj8oCT2xCjZa7hIByTzJtE9rMAb+BMOhYWEeg+kCxUWiwJgcNUKFBWGrKNGP0Jy5SKmH2q8gfTfQpt7hWKZgw6LGcf2DJPEFp' +
    'u4Os17JDsoDSScVMol0jjCuhqFzYKs1US+m1skATwp5UBb7T/fTGip+4hcUodMvA97gzm9XUUkdgsYoJugJv6Kjz0syPdqHJAO4r+UNSs' +
    'RjQD1yBcQf7qSNwxUnfdotKmK+3sQP2wCUnfdcj5kv5dhV4aBD2OkSNnBozBHo9zG5NoNFNtWozJ2B+wgqcaiEiEZ85qROWdZSHv+/Cbz' +
    'jEa058wsVngVAiIw4rMzMGvMnO56TCkA5vdmZWqPASu+BT8bVu4rBevIHghS4hYRYKtfgNhXhYjtdKeB/Ml0jwFVKxGcWH1N9uBrgOJlf' +
    'IeEbJfaeH1mLJSYhvVQdwjHggY74yEbyU/NosZNHkfBc4ZEiKCmE7TGad+Bkrs9WE+wykW8/jBm6pGbyBcSmXoJEGGDWuNDOfAIJSk6U2' +
    'QYdyShtkV3KkSzhsICdRfKmHvYIRdQbyWR7PK7kzCtCDcv0K/oKaFHXEfBm/Xc60ocygGszooRXWwAUPqEDBNwY25mbWq4RSO1OsZMudY' +
    'LMW6pOQd22gWgeNoexmmHnm4q/ZmVMYE8FAzAbOOsivPZBFCu1VsjMGptUhaOTsDQNzAkBtWtDqCRzWg/NSaBpjKzTMWRnvdrOXMbbRBB' +
    'XrwTMt+UgLnuggg4GttrB9GmpWC57piRJTstXGpj2iH2Gu6ZLbHLgGAVMmelQCLhiJq1LurpXBVJkWiPka42r1xF0VFJfTNRLIDRFqkNR' +
    'ArFeSaUDYs+rkUyPe6gA5KZ3QgvUOwokmn1mZHCKiNrZUze2GiGtWyKuhhhGwAiIeOpMXbGzcmglb2cNYcsBBfO0BmIO47MhMuKEcxCyX' +
    'U6fUSbmJ7nUxXhTcMWbOQ3hMm2kHIK5nR6TUDMZVaOgBGYu5wYhV3GzELdrMQw00lcfe0dBPdFyxidptY9IAWo5kbujxZkfGiUKzZmZCS' +
    't8wcbfl9FMb69eAXknmiYNoM2bUGjCqYNrl1GYpVy2lamVMCwoGVOKMBp/RiE/1kNfE7rbRNzxcBUJd1bENDqCWi7dNxGVYHDFCo1Lmjp' +
    'WyqJLNEDWBMTV66I4yE5MT1XDGCUEoYNUQXSxJbkboATWbM4LddvGJlDilEWsdEIayT63UE4ST2+gSNdMCQVctmWINfl4uLoegWSc7YqN' +
    'j1mSblW7H2IQDmnCLFgWVUIILavyONuk2sWF7ZhZmWlVJtYW4BoO4lm5xg+0aYreH6zOwaXkGczKHjcmnaqJPDvkhKucGX+Maw1/2X7tf' +
    '8eIku8r/15E9yIjy2L8RgWcXFyFbf6jkfjE69MKxwNfmK+TUOovU/ciy96/bh9YXfdMdvHKg9uKOT51dL1/8P9IjtT/7z9q/+aTLV5YRt' +
    '/NSdQ/vfPi2/Pdr/h0M3P8dgm3m//Kys+7IQcvU9U2+twpVQegm+TjVuW3l6zZecfGPu58Wveb+/KVPWaf0dyt15MTjmwMh1Z7Sb77YmH' +
    'oYVLUv+d+1TxbJ2n9Hl32X9+8vP3QCwAZYGkvHt/jPmUt+RdW0Na8t21EgWft+uvj5kQ+iJ3+fipw+ZDpF77x3cpDHPq7qps7UeE/rfou' +
    'UnLj3paW40RZYAKfNLc15nx6P9q8ry99iWJ54fSdtqgShi5u6m2zp9Bbve4rCE3TN5ealuqEvHx8GwJ+v6Uzmhit0nxPxfWxyeGx1AuHq' +
    'y03yXGX5+x+Nxtc6hYz3ne4PW/KXDcD0fosJfJYvP84d9GpMQjK+4DdD3sodvYConw9k4THl6SF/HMbGqWHtbz78IX9RHGQet2KyJfkrj' +
    'g7mhovRMTxe0D04PPZCv5SbXaYNKizrTn7/5cA+ALLtvv7vD16WdlXtqXlbUvllxdvRe93tiFqWci5OZJZYwkeqfS0vS4JxSxVzv8a5Ti' +
    'oLtbf0/unvFc5fV2VrXtMG1lxeHRcV7StRUDZQ25sZtYR+FUzNLkACqOXdgZkvB3Zisrl2KjFz8PL+D8jQ05X9TRu8dafk+gvvsAF/3/M' +
    'G2ZdpBbrzs237ojv1Nftjkpt9qqOrcqVL7FC391/UzeH2V6JNk96aiLS/9Oedq0b73tKANTWEs8m/7c1++ni6tgds6KvqJg9e2KCBUe8B' +
    'rCn3dGGcrvOCs4j+wmunq5f07bLLv0wfBNRorbGTTYQLj0i2gHWnqg+Kii6JAvvFb5jcyOrTTEOi5tcQJu6IVC1h8o7J0+ENbMdnEwtOR' +
    '2xh56+gb5mCM5V/FwMdsnjiwHH24MjKzti3GP6BLCFaz676DBR1IGvCa45G/LWS38ROh+vfk24By/qqwuKSY1IF9tL7nbkfV+qCa4rrzD' +
    'OKkXcgwte7+Pj3wg00XnVx6z5plaJ6v+zel72qvKJsif90hi1u760OHXpFGkwX10D34yU/lxWlencfFQPV+EDQt/VNXaD7Rq1CXNNbpcD' +
    '3jNQdnQbF+xPB7I8L0UBNMXD9STHymq24rLfp9IxwI8yQF/PXnLg/V7cVi128DbGTbZbr2SFbh2iU7bH4Vk+9oBkTD0sDzgqh4V/s1EiV' +
    'hozPB6F3nHSQ7tizTSnDC038yJaOm6csX4Sikoi4QLunQre64VfodXGznFxeMT71C+nOkVdRcliJZP/T0hhc0hlqVwJO6r4+sufozcsVN' +
    '7L3XR2iBAptdl4fPqiDveuUdGjRau8/JNxjH0pvq2DIJXmDva1sf6o4li3WwI/lnXNvSKrIG9Ixb1h2vEf9uddmAN4qQOskwWGPmXvc8t' +
    'OYLWb5b7Vcb3NXf11FNFQN4McrOrLKRUG+Wc57Q6rj851jw0ukwPuuhk4tqvb+zjr4mFLTAxVd5N8hbsIuYQ4bKlO7NNO+jaq50ZUgtyp' +
    'vrGnnMaYBGxen4EzTzzV12z1yyqPp8BnjGyYMq8KYrmOiPI85W17p+xy955ufl51aKQ0XWYWmd7uZsH+c8junm+aBDYc9kPgPLOJbENnw' +
    'sDyYCyuZCaWWvVa+KvWhYdpXiWRzHkmuUz/W9PIRNvHCF+B7V8ctCNLVaCqZN/XwULNWt1hfxX3oAMsL0Q1xqLLuuIMZWq5Oke5qrsxQd' +
    'atUXUfN45lOD3vrIKKfdZPgiAQecufpbkGr8FUueLlTs8GrXz15MY8Z2q9MiRoSv2kK3CqG68ALN8CHevZWmUwX1wSYBTIwZJHo9usruV' +
    '1aGA/Gb3rndTZcsXVE21my0VTFncF2jmqkN+FSJP5cXmT0YEcSXRxA99vw6Io8rm0eg7/lIPBtkZs1SHTKbmSi9R2BiGk1fghuHC3W3Mz' +
    'XIOhRpGN0QyfnXRyM10sKopsR7hTSxf3BnI8vjk62IEzDj66O6O6jgcHF1dx3zp2jh8FkpRbKViqI2oWxObioM5R28pgpmn3kvRGH5ULq' +
    'ZQ1eiX3u/y8kH3sTZp4+z8aPuTK12yKEc6UkNK0qqJ3Xmx18PpKd1fBYbWSuD+PRQfR6ap2UmPaOjWpt+VgBYAeKOtCFnnu19XH8qhZkY' +
    'VdB7Y6eucqiaCiuG8OC8blS7+fxMTvvQyC8HBXCK5VEYqWC3f18V9qDZibqjuJqrSR1yY1PLDuSNZg7fTnFWAJ0zh1Gx2v+rLru86jwjV' +
    '4+94E0P2FVMb3Pd9T8wyBOtHThJQslPgNGTBiPzpWbmdTUTy8AdmzurPd6eqOM972TR+z1jod/qSESC2XMiDmS3qHOTJDdRC0MavJgJmz' +
    'u4BJYVfqkpSB4COJijqj4B4CL/p6bU6qOxBXABuuOkSe8q8WtVipcqZm8VA6l/1UaCed1c35voOZTtCBYrk0Wq2LUW3C+6GNuhh0s9p2B' +
    'DaJHA+VYgPrR1hheKp3cCCM1f7BEwqu6uCmsMl2vJILzZdwNR4d41ITnPFHylFmChnSN1Cu9ya9hqKFOm9//OkO2Ojr996V0f/0x0JYvH' +
    '52vvUfZuqFps2yqUH8v90Ifefl5OD6p3Ekt7OMewdIpn43oh3rIvmXR0aC7sb+EhU7lw36lbZoq6wDw87KGqErMaZnA7eflaMrUSK2OJz' +
    'X50oZ+Y37/lt7AhYU3wLhtZ/0erU4uh5h1eTC+6aj+saIyEbVKrprkgeolgbo9VgovUaaARZbQa6rqXT0k7vmCaXLQ9a/L9OctCHjTA+N' +
    '5R3QnlwSxQht0Va0mZxTVk8cVFN6Epjg5gl3UBerNTIBf+DmI5tH1hERXLQeMCgK4jNUtVgQSQRXc9FL3XG2JTJxwXJ+QRepi2LhvxM4A' +
    'q2yuuJzEVmqvA1gqlPiFRKeDmliNUMUyRiXJHYikd7G5VyFmM0S9AiV+EfG+3oG9K6UMcrAQyW2I1ByM5uYBsFVCGRFsQ4fX3JXYIaVKI' +
    'UYiz/0imn4xkiuAGA2gfokkDnR593Rh+xDqEAAIyNlis293YQcCsyikc0TCi6P+l2N1YcDnS/o3xEblEX8gpoNhskY+aewYbWJyy2L9mJ' +
    'Q5BE/SbHg9Ew50TS5FGD/Sv6wrF2RGX2YnWyQkLNMRXf5qdnRPtD8f4RskdcYuf31H2MHoWmRgKVyn78q1duY2ROuWSoAX1jnYsIn1G9k' +
    '6DOLz4f6yjtGXomKdzN/QmW2O5Q4ByhjBy6X+zbEUYMM+KbeLwXFJjmJ8xdHRvRBXFRPt0nBbJNTAjJII9VyMwmWjWGfI0hm2y8SCGFeO' +
    'jFazPiqSAzK8qIurg8OgM1XB+vfK8EUsdUiWq45kMcYfkokvdYg+2I8xWXlX7hBC7evC9yL+tq4UYMI6iAt16fZ1hd5lcAXrc0X6K6J1m' +
    '2Khg4xY0JF6OTaJRuqqYj5JhFoTy5o7JptZ3YuxlC3KvRvJ7mT765j+qq7ssi5uSVfqRUZXzUxuYrOvd1CSTl9BV10NO7kvmiroErd0hM' +
    'xddZs7+l2M7/VOfFkkZGR0oZju5WhoWQf+s4jPxfZb2DozuycR8S+Q+F9EUaAAAJIACADQ9BPQP/Xyn4D/qdGfkPxTy35C/k/93+gh6f+' +
    'PsfyPXOs//TtwAJz/I/6/7f8BVYPEDNogAAA=',
};

/** The files by how they were written. */
export const tiffFiles: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(packed).map(([name, text]) => [
    name,
    new Uint8Array(gunzipSync(Buffer.from(text, 'base64'))),
  ]),
);
