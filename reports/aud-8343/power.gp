# Draws power.svg: gnuplot power.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,760 font "DejaVu Sans,20"
set output 'power.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set lmargin at screen 0.02813
set rmargin at screen 0.97188
set bmargin at screen 0.10000
set tmargin at screen 0.91579
set xrange [0:4472]
set yrange [10:0]
set xtics scale 0 textcolor rgb "#1f2328" ('0' 0, '1,000' 1000, '2,000' 2000, '3,000' 3000, '4,000' 4000)
set grid xtics back lt 1 lw 1 lc rgb "#d0d7de"
set label 'watts at the wall, from idle to peak' at screen 0.5, character 0.75 center textcolor rgb "#1f2328"
set key at screen 0.02, screen 0.99737 left top Left reverse horizontal maxcols 3 samplen 1 width -1 textcolor rgb "#1f2328"
file = 'power.tsv'
plot file using ($6/2+$9/2):($0+0.7):6:9:($0+0.58):($0+0.82) skip 1 with boxxyerror lc rgb "#56B4E9" notitle, \
     file using 7:($0+0.7) skip 1 with points pt 7 ps 1.1 lc rgb "#0072B2" title 'decode', \
     file using 8:($0+0.7) skip 1 with points pt 13 ps 1.0 lc rgb "#1f2328" title 'prefill', \
     file using 10:($0+0.52):(0):(0.36) skip 1 with vectors nohead lw 5 lc rgb "#009E73" title 'supply', \
     file using 11:($0+0.52):(0):(0.36) skip 1 with vectors nohead lw 5 lc rgb "#D55E00" title 'outlet', \
     file using 12:($0+0.52):(0):(0.36) skip 1 with vectors nohead lw 5 dt 3 lc rgb "#1f2328" title 'breaker', \
     file using (0):($0+0.3):4 skip 1 with labels left textcolor rgb "#1f2328" notitle, \
     file using (4472):($0+0.3):5 skip 1 with labels right textcolor rgb "#1f2328" notitle
unset output
